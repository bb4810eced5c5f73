package io.trawl.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.ByteRange;
import io.trawl.common.DataSize;
import io.trawl.common.RequestContext;
import io.trawl.query.AggregationParser;
import io.trawl.split.SplitCache;
import io.trawl.split.SplitMetadata;
import io.trawl.split.SplitOpener;
import io.trawl.split.SplitReader;
import io.trawl.storage.RequestLedger;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageOperation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.json.JsonMapper;

/// The formula of docs/operating/cost.md, on the ledger: no search asks the storage more often than it says.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestCostTest {
    /// Longer reads are cut.
    private static final long PART_BYTES = 512 << 10;
    /// Reads are rounded to pages.
    private static final long PAGE_BYTES = 16 << 10;
    /// So many that a column of random numbers has more than one part.
    private static final int DOCS = 80_000;

    private static final int SPLITS = 2;
    private static final long START = 1_767_225_600L;

    private static final String MAPPING = """
            {"timestamp_field": "ts", "mode": "strict", "field_mappings": [
              {"name": "ts", "type": "datetime", "fast": true, "input_formats": ["unix_timestamp"]},
              {"name": "body", "type": "text", "record": "position", "fieldnorms": true},
              {"name": "trace", "type": "text", "tokenizer": "raw"},
              {"name": "host", "type": "text", "tokenizer": "raw", "fast": true},
              {"name": "token", "type": "u64", "fast": true}
            ]}""";

    @TempDir
    private static Path folder;

    private TestSearch search;
    private int nodes;

    /// A search and what the formula counts in it.
    ///
    /// @param terms looked up
    /// @param positions of how many of them positions are needed
    /// @param walks over a prefix or range of terms
    /// @param columns read
    /// @param norms fields whose lengths are read
    record Case(
            String query,
            String sort,
            int hits,
            String aggs,
            int terms,
            int positions,
            int walks,
            List<String> columns,
            List<String> norms) {
        @Override
        public String toString() {
            return query + (sort.isEmpty() ? "" : " by " + sort) + (aggs.isEmpty() ? "" : " " + aggs);
        }
    }

    private static Case newest(String query, int terms, int positions, int walks, String... columns) {
        List<String> all = new ArrayList<>(List.of(columns));
        all.add("ts");
        return new Case(query, "ts", 20, "", terms, positions, walks, all, List.of());
    }

    private static Case count(String query, int terms, int positions, int walks, String... columns) {
        return new Case(query, "", 0, "", terms, positions, walks, List.of(columns), List.of());
    }

    private static Case aggs(String query, String aggs, int terms, String... columns) {
        return new Case(query, "", 0, aggs.replace('\'', '"'), terms, 0, 0, List.of(columns), List.of());
    }

    static final List<Case> CASES = List.of(
            newest("*", 0, 0, 0),
            newest("body:alpha", 1, 0, 0),
            newest("alpha AND beta AND gamma", 3, 0, 0),
            newest("alpha OR beta", 2, 0, 0),
            newest("alpha AND NOT beta", 2, 0, 0),
            newest("\"alpha beta\"", 2, 2, 0),
            newest("\"alpha beta gamma\" AND delta", 4, 3, 0),
            newest("trace:trace-00123", 1, 0, 0),
            newest("body:alp*", 0, 0, 1),
            newest("host:host-7", 1, 0, 0),
            newest("alpha AND ts:[2026-01-01T00:10:00Z TO 2026-01-01T00:20:00Z]", 1, 0, 0),
            newest("token:[100 TO 9000000000000000000]", 0, 0, 0, "token"),
            count("alpha", 1, 0, 0),
            count("\"alpha beta\"", 2, 2, 0),
            new Case("alpha", "_score", 20, "", 1, 0, 0, List.of(), List.of("body")),
            new Case("alpha", "token", 20, "", 1, 0, 0, List.of("token"), List.of()),
            aggs("*", "{'a': {'date_histogram': {'field': 'ts', 'fixed_interval': '1m'}}}", 0, "ts"),
            aggs("alpha", "{'a': {'date_histogram': {'field': 'ts', 'fixed_interval': '1m'}}}", 1, "ts"),
            aggs("alpha", "{'a': {'terms': {'field': 'host'}}}", 1, "host"),
            aggs(
                    "alpha",
                    "{'a': {'terms': {'field': 'host'}, 'aggs': {'b': {'avg': {'field': 'token'}}}}}",
                    1,
                    "host",
                    "token"));

    @BeforeAll
    void makeSplits() {
        search = new TestSearch(folder.resolve("warm"));
        var index = search.createIndex("logs", MAPPING, "body");
        Random random = new Random(11);
        for (int split = 0; split < SPLITS; split++) {
            search.addSplit(index, docs(random));
        }
    }

    private static List<String> docs(Random random) {
        String[] words = {"alpha", "beta", "gamma", "alpine", "delta"};
        List<String> docs = new ArrayList<>(DOCS);
        for (int i = 0; i < DOCS; i++) {
            StringBuilder body = new StringBuilder();
            for (int w = 0; w < 5; w++) {
                body.append(words[random.nextInt(words.length)]).append(' ');
            }
            docs.add("{\"ts\": %d, \"body\": \"%s\", \"trace\": \"trace-%05d\", \"host\": \"host-%d\", \"token\": %d}"
                    .formatted(START + i / 50, body, i, random.nextInt(300), random.nextLong() >>> 1));
        }
        return docs;
    }

    @AfterAll
    void close() {
        search.close();
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void asksNoMoreThanTheFormulaSays(Case asked) {
        SearchRequest request = request(asked);
        long bound = 0;
        for (var split : search.splits()) {
            bound += 1 + searchRequests(asked, split.metadata());
        }
        search.storage().ledger().reset();
        try (TestSearch node = search.coldNode(folder.resolve("node" + nodes++))) {
            SearchResponse cold = node.search(request);
            RequestLedger.Snapshot reads = search.storage().ledger().reset();

            long hits = cold.hits().size();
            assertThat(cold.numHits()).as("or nothing was tested").isPositive();
            assertThat(cold.splits().searched()).isEqualTo(SPLITS);
            assertThat(reads.requests())
                    .as("at most %d and one for each of %d hits: %s", bound, hits, reads.entries())
                    .isBetween((long) SPLITS, bound + hits)
                    .isEqualTo(reads.of(StorageOperation.READ).requests());

            SearchResponse again = node.search(request);

            assertThat(again.numHits()).isEqualTo(cold.numHits());
            assertThat(search.storage().ledger().snapshot().requests())
                    .as("asked again, of splits that did not change")
                    .isZero();
        }
    }

    @Test
    void readsALargeColumnInParts() {
        SplitMetadata split = search.splits().getFirst().metadata();

        long parts = parts(split, reader -> partsOf(reader.ranges().column("token")));

        assertThat(parts).as("or the formula's parts were not tested").isGreaterThan(1);
    }

    @Test
    void whatTheMetadataSaysCostsNothing() {
        search.storage().ledger().reset();
        try (TestSearch node = search.coldNode(folder.resolve("node" + nodes++))) {
            SearchResponse counted = node.search(
                    SearchRequest.builder(List.of("logs"), "*").maxHits(0).build());
            SearchResponse pruned = node.search(SearchRequest.builder(List.of("logs"), "alpha")
                    .startTimestamp(START + 1_000_000)
                    .build());

            assertThat(counted.numHits()).isEqualTo((long) SPLITS * DOCS);
            assertThat(pruned.splits().prunedByTime()).isEqualTo(SPLITS);
            assertThat(search.storage().ledger().snapshot().requests()).isZero();
        }
    }

    @Test
    void aTermThatIsProvenAbsentCostsTheOpeningAlone() {
        search.storage().ledger().reset();
        try (TestSearch node = search.coldNode(folder.resolve("node" + nodes++))) {
            SearchResponse absent = node.search(SearchRequest.builder(List.of("logs"), "alpha AND trace:zzz")
                    .build());

            assertThat(absent.splits().skipped()).isEqualTo(SPLITS);
            assertThat(search.storage().ledger().snapshot().requests()).isEqualTo(SPLITS);
        }
    }

    private static SearchRequest request(Case asked) {
        SearchRequest.Builder request = SearchRequest.builder(List.of("logs"), asked.query)
                .maxHits(asked.hits)
                .sortBy(asked.sort);
        if (!asked.aggs.isEmpty()) {
            request.aggregations(AggregationParser.parse(JsonMapper.shared().readTree(asked.aggs)));
        }
        return request.build();
    }

    /// Of one split, beside opening it and its hits. A walk has the inner blocks, the leaf blocks, the block it begins
    /// in, and its postings, which are small here.
    private long searchRequests(Case asked, SplitMetadata split) {
        return 2L * asked.terms
                + asked.positions
                + 4L * asked.walks
                + parts(split, reader -> {
                    long parts = 0;
                    for (String column : asked.columns) {
                        parts += partsOf(reader.ranges().column(column));
                    }
                    for (String field : asked.norms) {
                        parts += partsOf(reader.ranges().norms(field));
                    }
                    return parts;
                });
    }

    private static long partsOf(List<ByteRange> ranges) {
        return ranges.stream()
                .filter(range -> !range.isEmpty())
                .mapToLong(range -> {
                    long first = range.start() / PAGE_BYTES * PAGE_BYTES;
                    return Math.ceilDiv(range.end() - first, PART_BYTES);
                })
                .sum();
    }

    private long parts(SplitMetadata split, ToLongFunction<SplitReader> count) {
        RequestContext context = RequestContext.background("cost");
        try (SplitCache cache =
                        SplitCache.create(folder.resolve("parts"), DataSize.ofMebibytes(64), DataSize.ofMebibytes(64));
                SplitReader reader = new SplitOpener(cache)
                        .open(search.storage(), new StorageKey(split.fileName()), split.footerOffsets(), context)) {
            return count.applyAsLong(reader);
        }
    }
}
