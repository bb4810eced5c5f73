package io.trawl.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import io.trawl.testkit.TestSeed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sets of terms, present and absent, sparse and dense, are all that is read of a cold split, and are planned once.
class TermSetRangesTest {
    private static final List<String> FIELDS = List.of("body", "trace", "title", "host", "level");

    @TempDir
    static Path folder;

    private static TestSeed seed;
    private static StoredSplit stored;
    private static DirectoryReader expectedReader;
    private static LeafReader expected;

    @BeforeAll
    static void packs() throws IOException {
        seed = TestSeed.next("TermSetRangesTest");
        stored = StoredSplit.create(25_000, seed.random(), folder);
        expectedReader = DirectoryReader.open(stored.index());
        expected = expectedReader.leaves().getFirst().reader();
    }

    @AfterAll
    static void closes() throws IOException {
        expectedReader.close();
    }

    /// Terms of the field, with gaps of random size between them, a part of them changed into others nearby.
    private static List<BytesRef> anySet(String field, Random random) throws IOException {
        int oneOf = 1 + random.nextInt(random.nextBoolean() ? 5 : 2_000);
        double changed = random.nextInt(3) / 2.0;
        TreeSet<BytesRef> set = new TreeSet<>();
        TermsEnum all = expected.terms(field).iterator();
        for (BytesRef term = all.next(); term != null; term = all.next()) {
            if (random.nextInt(oneOf) == 0) {
                set.add(random.nextDouble() < changed ? near(term, random) : BytesRef.deepCopyOf(term));
            }
        }
        set.add(near(new BytesRef("k"), random));
        return List.copyOf(set);
    }

    private static BytesRef near(BytesRef term, Random random) {
        int length = Math.max(1, term.length - random.nextInt(3) + random.nextInt(3));
        byte[] bytes = Arrays.copyOf(BytesRef.deepCopyOf(term).bytes, length);
        bytes[length - 1] = (byte) random.nextInt();
        return new BytesRef(bytes);
    }

    private static void check(LeafReader actual, String field, List<BytesRef> set) throws IOException {
        TermsEnum actualTerms = actual.terms(field).iterator();
        TermsEnum expectedTerms = expected.terms(field).iterator();
        for (BytesRef term : set) {
            boolean exists = expectedTerms.seekExact(term);
            assertThat(actualTerms.seekExact(term)).as(term.toString()).isEqualTo(exists);
            if (exists) {
                assertThat(IndexEquality.postings(actualTerms, PostingsEnum.FREQS))
                        .isEqualTo(IndexEquality.postings(expectedTerms, PostingsEnum.FREQS));
            }
        }
    }

    @Test
    void findsSetsInOneWaveWithoutAMiss() throws IOException {
        Random random = seed.random(1);
        try (SplitCache cache = StoredSplit.coldCache(folder)) {
            for (int run = 0; run < 60; run++) {
                String field = FIELDS.get(random.nextInt(FIELDS.size()));
                List<BytesRef> set = anySet(field, random);
                RequestContext context = RequestContext.background("set");
                try (SplitReader reader = stored.open(cache, context)) {
                    List<ByteRange> plan = reader.ranges().terms(field, set);
                    assertThat(reader.misses()).as("planning reads nothing").isZero();
                    reader.fetch(plan, context);
                    check(reader.leafReader(), field, set);
                    assertThat(reader.misses()).isZero();
                    assertThat(plan).doesNotHaveDuplicates();
                    assertThat(context.counters().storageWaves()).isBetween(1L, 2L);
                }
            }
        }
    }

    @Test
    void learnsFromTheDictionaryAloneWhichTermsExist() throws IOException {
        Random random = seed.random(2);
        try (SplitCache cache = StoredSplit.coldCache(folder)) {
            for (int run = 0; run < 30; run++) {
                String field = FIELDS.get(random.nextInt(FIELDS.size()));
                List<BytesRef> set = anySet(field, random);
                RequestContext context = RequestContext.background("set");
                try (SplitReader reader = stored.open(cache, context)) {
                    reader.fetch(reader.ranges().termBlocks(field, set), context);
                    TermsEnum actual = reader.leafReader().terms(field).iterator();
                    TermsEnum known = expected.terms(field).iterator();
                    for (BytesRef term : set) {
                        assertThat(actual.seekExact(term)).isEqualTo(known.seekExact(term));
                    }
                    assertThat(reader.misses()).isZero();
                }
            }
        }
    }

    @Test
    void readsNoMoreWherePartsAreAtHandThanFromACold() throws IOException {
        Random random = seed.random(3);
        try (SplitCache cache = StoredSplit.coldCache(folder)) {
            for (int run = 0; run < 30; run++) {
                String field = FIELDS.get(random.nextInt(FIELDS.size()));
                List<BytesRef> set = anySet(field, random);
                RequestContext context = RequestContext.background("set");
                try (SplitReader reader = stored.open(cache, context)) {
                    List<ByteRange> cold = reader.ranges().terms(field, set);
                    List<ByteRange> parts = new ArrayList<>(cold);
                    parts.removeIf(_ -> random.nextBoolean());
                    reader.fetch(parts, context);
                    List<ByteRange> later = reader.ranges().terms(field, set);
                    assertThat(cold).as("ranges are read whole or not at all").containsAll(later);
                    reader.fetch(later, context);
                    check(reader.leafReader(), field, set);
                    assertThat(reader.misses()).isZero();
                }
            }
        }
    }

    @Test
    void plansHundredThousandTermsInFewRanges() throws IOException {
        Random random = seed.random(4);
        TreeSet<BytesRef> set = new TreeSet<>();
        while (set.size() < 100_000) {
            set.add(new BytesRef(Long.toHexString(random.nextLong())));
        }
        RequestContext context = RequestContext.background("set");
        try (SplitCache cache = StoredSplit.coldCache(folder);
                SplitReader reader = stored.open(cache, context)) {
            List<ByteRange> plan = reader.ranges().terms("trace", List.copyOf(set));

            assertThat(plan).hasSizeLessThan(1_000);
            assertThat(plan.stream().mapToLong(ByteRange::length).sum()).isLessThan(20_000_000);
        }
    }
}
