package io.trawl.search.leaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.ByteRange;
import io.trawl.query.ReadNeed;
import io.trawl.split.SplitRanges;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.CompiledAutomaton;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Which needs go into which wave.
class WarmupPlannerTest {
    private static final long MB = 1_000_000;
    private static final ByteRange RARE = ByteRange.ofLength(0, 60_000);
    private static final ByteRange COMMON = ByteRange.ofLength(100 * MB, 5 * MB);
    private static final ByteRange DICTIONARY = ByteRange.ofLength(200 * MB, 3 * MB);
    private static final ByteRange LISTS = ByteRange.ofLength(300 * MB, 20 * MB);
    private static final ByteRange FOUND = ByteRange.ofLength(301 * MB, 4_000);
    private static final ByteRange SMALL_COLUMN = ByteRange.ofLength(400 * MB, 2 * MB);
    private static final ByteRange LARGE_COLUMN = ByteRange.ofLength(500 * MB, 9 * MB);

    private final FakeRanges ranges = new FakeRanges();
    private final WarmupPlanner planner =
            new WarmupPlanner(ranges, new FieldInfos(new FieldInfo[0]), WaveWorth.DEFAULT);

    private static ReadNeed.Term term(String text, boolean required) {
        return new ReadNeed.Term("body", new BytesRef(text), false, required);
    }

    private static ReadNeed pattern() {
        return new ReadNeed.Expansion(
                "body",
                null,
                null,
                false,
                new CompiledAutomaton(PrefixQuery.toAutomaton(new BytesRef("x")), false, true, true),
                Integer.MAX_VALUE);
    }

    @Test
    void readsAllInOneWaveWhereThatIsBounded() {
        WarmupPlan plan = planner.plan(List.of(term("rare", true), term("common", true), new ReadNeed.Column("small")));

        assertThat(plan).isEqualTo(new WarmupPlan.Read(List.of(RARE, COMMON, SMALL_COLUMN), Optional.empty()));
    }

    @Test
    void looksUpALightRequiredTermBeforeHeavyReads() {
        List<ReadNeed> heavy = List.of(term("common", true), new ReadNeed.Column("large"));

        WarmupPlan plan = planner.plan(List.of(heavy.get(0), term("rare", true), heavy.get(1)));

        assertThat(plan)
                .isEqualTo(new WarmupPlan.Read(
                        List.of(RARE),
                        Optional.of(new WarmupPlan.SecondWave(
                                TwoWavesRule.LIGHT_CLAUSE, heavy, List.of(COMMON, LARGE_COLUMN)))));
    }

    @Test
    void doesNotWaitForATermThatIsKnownToExist() {
        ranges.decided = Set.of("rare");

        WarmupPlan plan = planner.plan(List.of(term("rare", true), new ReadNeed.Column("large")));

        assertThat(plan).isEqualTo(new WarmupPlan.Read(List.of(RARE, LARGE_COLUMN), Optional.empty()));
    }

    @Test
    void doesNotWaitForATermThatIsNotRequired() {
        WarmupPlan plan = planner.plan(List.of(term("rare", false), new ReadNeed.Column("large")));

        assertThat(plan).isEqualTo(new WarmupPlan.Read(List.of(RARE, LARGE_COLUMN), Optional.empty()));
    }

    @Test
    void readsTheDictionaryOfAPatternFirstAndThenWhatItHas() {
        WarmupPlan plan = planner.plan(List.of(pattern(), new ReadNeed.Column("small")));

        assertThat(plan).isInstanceOfSatisfying(WarmupPlan.Read.class, read -> {
            assertThat(read.ranges()).containsExactlyInAnyOrder(DICTIONARY, SMALL_COLUMN);
            WarmupPlan.SecondWave then = read.then().orElseThrow();
            assertThat(then.rule()).isEqualTo(TwoWavesRule.EXPANSION);
            assertThat(planner.second(then)).containsExactly(FOUND);
        });
    }

    @Test
    void bringsThePatternsDictionaryBesideALightTermSoThatThereIsNoThirdWave() {
        WarmupPlan plan = planner.plan(List.of(term("rare", true), pattern()));

        assertThat(plan).isInstanceOfSatisfying(WarmupPlan.Read.class, read -> {
            assertThat(read.ranges()).containsExactlyInAnyOrder(RARE, DICTIONARY);
            assertThat(read.then().orElseThrow().rule()).isEqualTo(TwoWavesRule.LIGHT_CLAUSE);
            assertThat(planner.second(read.then().get())).containsExactly(FOUND);
        });
    }

    @Test
    void skipsTheSplitWhereARequiredTermIsAbsent() {
        assertThat(planner.plan(List.of(term("absent", true), new ReadNeed.Column("large"))))
                .isEqualTo(new WarmupPlan.Skip(term("absent", true)));
        assertThat(planner.plan(List.of(term("absent", false), term("rare", false))))
                .isEqualTo(new WarmupPlan.Read(List.of(RARE), Optional.empty()));
    }

    /// A split with three terms, a dictionary and two columns.
    private static final class FakeRanges implements SplitRanges {
        private final Map<String, ByteRange> terms = Map.of("rare", RARE, "common", COMMON);
        private Set<String> decided = Set.of();

        @Override
        public Optional<List<ByteRange>> term(String field, BytesRef term, boolean positions) {
            return Optional.ofNullable(terms.get(term.utf8ToString())).map(List::of);
        }

        @Override
        public List<ByteRange> termBlock(String field, BytesRef term) {
            return List.of();
        }

        @Override
        public boolean isDecided(String field, BytesRef term) {
            return decided.contains(term.utf8ToString());
        }

        @Override
        public List<ByteRange> dictionary(String field, @Nullable BytesRef low, @Nullable BytesRef high) {
            return List.of(DICTIONARY);
        }

        @Override
        public List<ByteRange> lists(String field, @Nullable BytesRef low, @Nullable BytesRef high, boolean positions) {
            return List.of(LISTS);
        }

        @Override
        public List<ByteRange> expand(String field, CompiledAutomaton accepted, int maxTerms, boolean positions) {
            return List.of(FOUND);
        }

        @Override
        public List<ByteRange> column(String field) {
            return List.of(field.equals("small") ? SMALL_COLUMN : LARGE_COLUMN);
        }

        @Override
        public List<ByteRange> norms(String field) {
            return List.of();
        }

        @Override
        public List<ByteRange> storedDocs(int[] docIds) {
            return List.of();
        }

        @Override
        public List<ByteRange> longestStoredBlocks(int count) {
            return List.of();
        }
    }
}
