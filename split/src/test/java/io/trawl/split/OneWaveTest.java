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
import java.util.Optional;
import java.util.Random;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.CompiledAutomaton;
import org.apache.lucene.util.automaton.Operations;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// After one fetch of the declared ranges, nothing is missed, whatever is asked of a cold split.
class OneWaveTest {
    private static final int DOCS = 25_000;
    private static final List<String> TERM_FIELDS = List.of("body", "body", "body", "trace", "title", "host", "level");

    @TempDir
    static Path folder;

    private static TestSeed seed;
    private static StoredSplit stored;
    private static DirectoryReader expectedReader;
    private static LeafReader expected;

    @BeforeAll
    static void packs() throws IOException {
        seed = TestSeed.next("OneWaveTest");
        stored = StoredSplit.create(DOCS, seed.random(), folder);
        expectedReader = DirectoryReader.open(stored.index());
        expected = expectedReader.leaves().getFirst().reader();
    }

    @AfterAll
    static void closes() throws IOException {
        expectedReader.close();
    }

    /// One cold split and what is asked of it.
    private interface Question {
        /// @return what the fetch must bring; empty if the tail says that nothing can be found
        Optional<List<ByteRange>> plan(SplitRanges ranges);

        void check(LeafReader actual) throws IOException;
    }

    @Test
    void findsTermsWithoutAMiss() throws IOException {
        fuzz(1, 700, random -> term(random, anyTerm(random, 0)));
    }

    @Test
    void findsHeavyTermsWithoutAMiss() throws IOException {
        fuzz(2, 250, random -> term(random, anyTerm(random, 128)));
    }

    @Test
    void findsAbsentTermsWithoutAMiss() throws IOException {
        fuzz(3, 200, random -> {
            Term near = anyTerm(random, 0);
            byte[] bytes = Arrays.copyOf(near.bytes().bytes, near.bytes().length + random.nextInt(2));
            bytes[bytes.length - 1] = (byte) random.nextInt();
            return term(random, new Term(near.field(), new BytesRef(bytes)));
        });
    }

    @Test
    void findsPrefixesWithoutAMiss() throws IOException {
        fuzz(4, 400, OneWaveTest::prefix);
    }

    @Test
    void findsTermRangesWithoutAMiss() throws IOException {
        fuzz(5, 200, OneWaveTest::termRange);
    }

    @Test
    void findsPhrasesWithoutAMiss() throws IOException {
        fuzz(6, 150, random -> {
            Term first = anyTermOf("body", random, 30);
            Term second = anyTermOf("body", random, 30);
            return query(new PhraseQuery(5, "body", first.bytes(), second.bytes()), ranges -> {
                List<ByteRange> all = new ArrayList<>();
                all.addAll(ranges.term("body", first.bytes(), true).orElseThrow());
                all.addAll(ranges.term("body", second.bytes(), true).orElseThrow());
                return Optional.of(all);
            });
        });
    }

    @Test
    void findsPatternsInTwoWavesWithoutAMiss() throws IOException {
        expandFuzz(9, 60);
    }

    /// Terms with some letters inside: the dictionary in one wave, the lists of what it has in the next.
    private static void expandFuzz(int stream, int runs) throws IOException {
        Random random = seed.random(stream);
        try (SplitCache cache = StoredSplit.coldCache(folder)) {
            for (int run = 0; run < runs; run++) {
                RequestContext context = RequestContext.background("pattern");
                BytesRef term = anyTermOf(random.nextBoolean() ? "body" : "trace", random);
                String field = expected.docFreq(new Term("body", term)) > 0 ? "body" : "trace";
                int from = random.nextInt(term.length);
                String inside =
                        term.utf8ToString().substring(from, Math.min(term.length, from + 1 + random.nextInt(4)));
                CompiledAutomaton pattern = new CompiledAutomaton(
                        Operations.concatenate(List.of(
                                Automata.makeAnyBinary(), Automata.makeString(inside), Automata.makeAnyBinary())),
                        false,
                        true,
                        true);
                try (SplitReader reader = stored.open(cache, context)) {
                    reader.fetch(reader.ranges().dictionary(field, null, null), context);
                    reader.fetch(
                            reader.ranges().expand(field, pattern, Integer.MAX_VALUE, field.equals("body")), context);
                    long waves = context.counters().storageWaves();
                    int flags = field.equals("body") ? PostingsEnum.POSITIONS : PostingsEnum.NONE;
                    assertThat(lists(reader.leafReader(), field, pattern, flags))
                            .isEqualTo(lists(expected, field, pattern, flags));
                    assertThat(reader.misses()).isZero();
                    assertThat(waves).isLessThanOrEqualTo(3);
                }
            }
        }
    }

    private static List<Object> lists(LeafReader reader, String field, CompiledAutomaton pattern, int flags)
            throws IOException {
        List<Object> lists = new ArrayList<>();
        TermsEnum terms = pattern.getTermsEnum(reader.terms(field));
        while (terms.next() != null) {
            lists.add(terms.term().utf8ToString());
            lists.add(IndexEquality.postings(terms, flags));
        }
        return lists;
    }

    @Test
    void readsColumnsWithoutAMiss() throws IOException {
        List<String> columns = List.of("host", "timestamp", "latency", "tags", "sizes");
        fuzz(7, 30, random -> {
            FieldInfo column = expected.getFieldInfos().fieldInfo(columns.get(random.nextInt(columns.size())));
            return new Question() {
                @Override
                public Optional<List<ByteRange>> plan(SplitRanges ranges) {
                    return Optional.of(ranges.column(column.name));
                }

                @Override
                public void check(LeafReader actual) throws IOException {
                    assertThat(IndexEquality.column(actual, column)).isEqualTo(IndexEquality.column(expected, column));
                    ColumnJumps.check(actual, expected, column.name, random);
                }
            };
        });
    }

    @Test
    void readsDocumentsWithoutAMiss() throws IOException {
        fuzz(8, 120, random -> {
            int[] docs = random.ints(1 + random.nextInt(20), 0, DOCS).toArray();
            return new Question() {
                @Override
                public Optional<List<ByteRange>> plan(SplitRanges ranges) {
                    List<ByteRange> blocks = ranges.storedDocs(docs);
                    assertThat(ranges.storedDocs(docs)).as("planning twice").isEqualTo(blocks);
                    return Optional.of(blocks);
                }

                @Override
                public void check(LeafReader actual) throws IOException {
                    StoredFields documents = actual.storedFields();
                    for (int doc : docs) {
                        assertThat(IndexEquality.source(documents, doc))
                                .isEqualTo(IndexEquality.source(expected.storedFields(), doc));
                    }
                }
            };
        });
    }

    @Test
    @Tag("long")
    void missesNothingInManyMoreRuns() throws IOException {
        fuzz(11, 20_000, random -> term(random, anyTerm(random, random.nextInt(3) == 0 ? 128 : 0)));
        fuzz(12, 10_000, OneWaveTest::prefix);
        fuzz(13, 10_000, OneWaveTest::termRange);
        expandFuzz(14, 2_000);
    }

    private interface Questions {
        Question next(Random random) throws IOException;
    }

    private static void fuzz(int stream, int runs, Questions questions) throws IOException {
        Random random = seed.random(stream);
        try (SplitCache cache = StoredSplit.coldCache(folder)) {
            for (int run = 0; run < runs; run++) {
                askCold(questions.next(random), cache);
            }
        }
    }

    private static void askCold(Question question, SplitCache cache) throws IOException {
        RequestContext context = RequestContext.background("question");
        try (SplitReader reader = stored.open(cache, context)) {
            Optional<List<ByteRange>> plan = question.plan(reader.ranges());
            assertThat(reader.misses()).as("planning reads nothing").isZero();
            FetchCost foretold = reader.costOf(plan.orElse(List.of()));
            long requests = context.counters().storageRequests();
            long bytes = context.counters().storageBytes();
            reader.fetch(plan.orElse(List.of()), context);
            assertThat(context.counters().storageRequests() - requests).isEqualTo(foretold.requests());
            assertThat(context.counters().storageBytes() - bytes).isEqualTo(foretold.bytes());
            question.check(reader.leafReader());
            assertThat(reader.misses()).isZero();
            assertThat(context.counters().storageWaves()).isBetween(1L, 2L);
        }
    }

    private static Question prefix(Random random) throws IOException {
        Term like = anyTerm(random, 0);
        byte[] bytes = Arrays.copyOf(like.bytes().bytes, 1 + random.nextInt(like.bytes().length));
        if (random.nextInt(4) == 0) {
            bytes[bytes.length - 1] = (byte) ('0' + random.nextInt(75));
        }
        Term prefix = new Term(like.field(), new BytesRef(bytes));
        return query(
                new PrefixQuery(prefix),
                ranges -> Optional.of(ranges.termRange(prefix.field(), prefix.bytes(), after(prefix.bytes()), false)));
    }

    /// The smallest term above all that start with `prefix`.
    static BytesRef after(BytesRef prefix) {
        byte[] bytes = Arrays.copyOfRange(prefix.bytes, prefix.offset, prefix.offset + prefix.length);
        bytes[bytes.length - 1]++;
        return new BytesRef(bytes);
    }

    private static Question termRange(Random random) throws IOException {
        Term one = anyTerm(random, 0);
        BytesRef other = anyTermOf(one.field(), random);
        BytesRef low = one.bytes().compareTo(other) < 0 ? one.bytes() : other;
        BytesRef high = one.bytes().compareTo(other) < 0 ? other : one.bytes();
        int open = random.nextInt(4);
        BytesRef from = open == 1 ? null : low;
        BytesRef to = open == 2 ? null : high;
        return query(
                new TermRangeQuery(one.field(), from, to, true, false),
                ranges -> Optional.of(ranges.termRange(one.field(), from, to, false)));
    }

    private static Question term(Random random, Term term) {
        boolean positions = random.nextBoolean();
        return new Question() {
            private boolean isAbsent;

            @Override
            public Optional<List<ByteRange>> plan(SplitRanges ranges) {
                Optional<List<ByteRange>> plan = ranges.term(term.field(), term.bytes(), positions);
                isAbsent = plan.isEmpty();
                return plan;
            }

            @Override
            public void check(LeafReader actual) throws IOException {
                TermsEnum expectedTerm = expected.terms(term.field()).iterator();
                boolean exists = expectedTerm.seekExact(term.bytes());
                assertThat(exists && isAbsent).isFalse();
                TermsEnum actualTerm = actual.terms(term.field()).iterator();
                assertThat(actualTerm.seekExact(term.bytes())).isEqualTo(exists);
                if (!exists) {
                    return;
                }
                boolean withPositions =
                        positions && expected.terms(term.field()).hasPositions();
                int flags = withPositions ? PostingsEnum.POSITIONS : PostingsEnum.FREQS;
                assertThat(IndexEquality.postings(actualTerm, flags))
                        .isEqualTo(IndexEquality.postings(expectedTerm, flags));
                checkSearch(new TermQuery(term), actual);
            }
        };
    }

    private interface Plan {
        Optional<List<ByteRange>> of(SplitRanges ranges);
    }

    private static Question query(Query query, Plan plan) {
        return new Question() {
            @Override
            public Optional<List<ByteRange>> plan(SplitRanges ranges) {
                return plan.of(ranges);
            }

            @Override
            public void check(LeafReader actual) throws IOException {
                checkSearch(query, actual);
            }
        };
    }

    /// A small page of hits, so that impacts and skips are used.
    private static void checkSearch(Query query, LeafReader actual) throws IOException {
        if (actual.getFieldInfos().fieldInfo("title").hasNorms()
                && query.toString().startsWith("title")) {
            return;
        }
        TopDocs actualDocs = searcher(actual).search(query, 10);
        TopDocs expectedDocs = searcher(expected).search(query, 10);
        assertThat(actualDocs.totalHits).isEqualTo(expectedDocs.totalHits);
        assertThat(Arrays.stream(actualDocs.scoreDocs).map(hit -> hit.doc).toList())
                .isEqualTo(Arrays.stream(expectedDocs.scoreDocs)
                        .map(hit -> hit.doc)
                        .toList());
    }

    private static IndexSearcher searcher(LeafReader reader) {
        IndexSearcher searcher = new IndexSearcher(reader);
        searcher.setQueryCache(null);
        return searcher;
    }

    private static Term anyTerm(Random random, int minDocs) throws IOException {
        return anyTermOf(TERM_FIELDS.get(random.nextInt(TERM_FIELDS.size())), random, minDocs);
    }

    /// @param minDocs wished for, not always met
    private static Term anyTermOf(String field, Random random, int minDocs) throws IOException {
        BytesRef term = anyTermOf(field, random);
        for (int tries = 0; tries < 300 && expected.docFreq(new Term(field, term)) < minDocs; tries++) {
            term = anyTermOf(field, random);
        }
        return new Term(field, term);
    }

    /// A term near a random document's, or near a random byte string.
    private static BytesRef anyTermOf(String field, Random random) throws IOException {
        Terms terms = expected.terms(field);
        TermsEnum all = terms.iterator();
        byte[] target = new byte[3];
        BytesRef min = terms.getMin();
        BytesRef max = terms.getMax();
        int low = min.bytes[min.offset] & 0xFF;
        int high = max.bytes[max.offset] & 0xFF;
        target[0] = (byte) (low + random.nextInt(high - low + 1));
        target[1] = (byte) ('0' + random.nextInt(75));
        target[2] = (byte) ('0' + random.nextInt(75));
        if (all.seekCeil(new BytesRef(target)) == TermsEnum.SeekStatus.END) {
            return BytesRef.deepCopyOf(max);
        }
        for (int skip = random.nextInt(30); skip > 0; skip--) {
            if (all.next() == null) {
                return BytesRef.deepCopyOf(max);
            }
        }
        return BytesRef.deepCopyOf(all.term());
    }
}
