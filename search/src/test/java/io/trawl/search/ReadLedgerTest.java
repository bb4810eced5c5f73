package io.trawl.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.DataSize;
import io.trawl.query.AggregationParser;
import io.trawl.search.leaf.TwoWavesRule;
import io.trawl.search.leaf.WaveWorth;
import io.trawl.split.SplitMetadata;
import io.trawl.storage.RequestLedger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.ObjectMapper;

/// What a search on a cold split may read: one request to open it, one wave for all that it computes on, one
/// for the documents of the page, and nothing while it computes; two waves where a [TwoWavesRule] says so. What an
/// explanation foretells of it must come true.
///
/// A new kind of query declares what it reads where it is compiled, by one of the methods of `query.Compilation` or
/// `query.NeedsCollector`; a sort or aggregation by its columns in [io.trawl.search.leaf.WarmupPlanner]. It adds a
/// line here, and one to [#TWO_WAVES] if it may not be bounded.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadLedgerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DOCS = 30_000;
    private static final long START = 1_767_225_600L;
    /// Next to nothing is worth reading on suspicion.
    private static final WaveWorth LITTLE = new WaveWorth(DataSize.ofBytes(100), DataSize.ofKibibytes(256));

    private static final String MAPPING = """
            {"mode": "dynamic", "timestamp_field": "ts", "index_field_presence": true, "field_mappings": [
              {"name": "ts", "type": "datetime", "fast": true, "input_formats": ["unix_timestamp"]},
              {"name": "body", "type": "text", "record": "position"},
              {"name": "trace", "type": "text", "tokenizer": "raw"},
              {"name": "host", "type": "text", "tokenizer": "raw", "fast": true},
              {"name": "latency", "type": "i64", "fast": true},
              {"name": "slow", "type": "u64", "fast": false},
              {"name": "ratio", "type": "f64", "fast": true},
              {"name": "ok", "type": "bool", "fast": true},
              {"name": "addr", "type": "ip", "fast": true},
              {"name": "codes", "type": "array<i64>", "fast": true}
            ]}""";

    /// With a field whose lengths are known, for scores.
    private static final String SCORED = MAPPING.replace(
            "{\"name\": \"trace\"",
            "{\"name\": \"words\", \"type\": \"text\", \"record\": \"freq\", \"fieldnorms\": true}, {\"name\": \"trace\"");

    /// @param aggs JSON, or empty
    /// @param skips the split is proven to match nothing by its tail alone
    record Case(String query, String sort, int hits, String aggs, boolean skips) {
        @Override
        public String toString() {
            return query + (sort.isEmpty() ? "" : " by " + sort) + (aggs.isEmpty() ? "" : " " + aggs);
        }
    }

    private static Case query(String query) {
        return new Case(query, "ts", 20, "", false);
    }

    private static Case sort(String sort) {
        return new Case("body:alpha", sort, 20, "", false);
    }

    private static Case aggs(String query, String aggs) {
        return new Case(query, "", 0, aggs.replace('\'', '"'), false);
    }

    static final List<Case> CASES = List.of(
            query("*"),
            query("body:alpha"),
            query("alpha"),
            query("alpha beta gamma"),
            query("alpha OR beta"),
            query("alpha AND NOT beta"),
            query("NOT alpha"),
            query("\"alpha beta\""),
            query("\"alpha beta\"~2"),
            query("\"alpha be\"*"),
            query("alp*"),
            query("trace:trace-00*"),
            query("trace:trace-00123"),
            query("trace: IN [trace-00123 trace-29999 nothing]"),
            query("trace: IN [trace-0012 trace-00123x a trace-15000 trace-29999z zz]"),
            query("body:/alpha/"),
            query("body:/alp(ha|ine)/"),
            query("body:/[0-9a]bc.*/"),
            query("body:*lph*"),
            query("body:al*e"),
            query("trace:trace-?0123"),
            query("-body:*lph* +host:web-1"),
            query("host:web-1"),
            query("latency:[10 TO 500]"),
            query("latency:>900"),
            query("latency:17"),
            query("slow:[10 TO 500]"),
            query("slow:>900"),
            query("slow:17"),
            query("ratio:[0.5 TO 2.5}"),
            query("ok:true"),
            query("addr:[10.0.0.1 TO 10.0.0.90]"),
            query("addr:10.0.0.7"),
            query("codes:3"),
            query("ts:[2026-01-01T00:10:00Z TO 2026-01-01T00:20:00Z]"),
            query("latency:*"),
            query("body:*"),
            query("dyn.key:value7"),
            query("dyn.number:[3 TO 9]"),
            query("dyn.key:*"),
            query("dyn:*"),
            query("dyn.key:value*"),
            new Case("body:alpha AND trace:absent-00", "ts", 20, "", true),
            new Case("trace:zzz", "", 20, "", true),
            sort(""),
            sort("-_doc"),
            sort("-ts"),
            sort("latency"),
            sort("-latency"),
            sort("ratio"),
            sort("ok"),
            sort("codes"),
            sort("dyn.number"),
            sort("dyn.nothing"),
            sort("ok,-latency"),
            sort("-dyn.number,_doc"),
            sort("_score"),
            sort("-ok,_score"),
            new Case("words:alpha OR beta^2", "_score,-latency", 20, "", false),
            new Case("words:alpha AND \"alpha beta\"", "-_score", 20, "", false),
            new Case("words:alp*", "_score,ts", 20, "", false),
            new Case("*", "_score,ts", 20, "", false),
            new Case("words:alpha", "_score", 5, "{\"a\": {\"terms\": {\"field\": \"host\"}}}", false),
            new Case("alpha beta", "", 0, "", false),
            new Case("alp*", "", 0, "", false),
            aggs("*", "{'a': {'terms': {'field': 'host'}}}"),
            aggs("alpha", "{'a': {'terms': {'field': 'host', 'include': 'web.*'}}}"),
            aggs("alpha", "{'a': {'terms': {'field': 'latency'}}}"),
            aggs("alpha", "{'a': {'terms': {'field': 'ok', 'missing': 'x'}}}"),
            aggs("alpha", "{'a': {'terms': {'field': 'addr'}}}"),
            aggs("alpha", "{'a': {'terms': {'field': 'ts'}}}"),
            aggs("alpha", "{'a': {'terms': {'field': 'codes'}}}"),
            aggs("alpha", "{'a': {'terms': {'field': 'dyn.key'}}}"),
            aggs("alpha", "{'a': {'terms': {'field': 'dyn.number'}}}"),
            aggs("*", "{'a': {'date_histogram': {'field': 'ts', 'fixed_interval': '1m'}}}"),
            aggs(
                    "alpha",
                    "{'a': {'date_histogram': {'field': 'ts', 'fixed_interval': '1h'},"
                            + " 'aggs': {'b': {'terms': {'field': 'host'}, 'aggs': {'c': {'avg': {'field': 'ratio'}}}}}}}"),
            aggs("alpha", "{'a': {'avg': {'field': 'latency'}}, 'b': {'stats': {'field': 'ratio'}}}"),
            aggs("alpha", "{'a': {'min': {'field': 'codes'}}, 'b': {'max': {'field': 'dyn.number'}}}"),
            aggs("alpha", "{'a': {'sum': {'field': 'latency'}}, 'b': {'value_count': {'field': 'host'}}}"));

    /// Searches that take two waves where little is worth reading on suspicion.
    record TwoWaves(String query, TwoWavesRule rule) {}

    static final List<TwoWaves> TWO_WAVES = List.of(
            new TwoWaves("body:*lph*", TwoWavesRule.EXPANSION),
            new TwoWaves("body:/[0-9a]bc.*/", TwoWavesRule.EXPANSION),
            new TwoWaves("body:al*e", TwoWavesRule.EXPANSION),
            new TwoWaves("\"alpha be\"* OR trace:trace-00123", TwoWavesRule.EXPANSION),
            new TwoWaves("NOT body:*abc*", TwoWavesRule.EXPANSION),
            new TwoWaves("body:*pha OR host:web-1", TwoWavesRule.EXPANSION),
            new TwoWaves("trace:trace-00123 OR body:*abc*", TwoWavesRule.EXPANSION),
            new TwoWaves("trace:trace-00123", TwoWavesRule.LIGHT_CLAUSE),
            new TwoWaves("trace:trace-00123 AND latency:>=0", TwoWavesRule.LIGHT_CLAUSE),
            new TwoWaves("trace:trace-00123 AND NOT body:*zzzz*", TwoWavesRule.LIGHT_CLAUSE),
            new TwoWaves("trace:trace-00123 AND alpha*", TwoWavesRule.LIGHT_CLAUSE));

    @TempDir
    private static Path folder;

    private TestSearch search;
    private int nodes;

    @BeforeAll
    void makeOneSplitOfEachIndex() {
        search = new TestSearch(folder.resolve("warm"));
        search.addSplit(search.createIndex("logs", MAPPING, "body"), docs(false));
        search.addSplit(search.createIndex("scored", SCORED, "body"), docs(true));
    }

    private static List<String> docs(boolean withWords) {
        Random random = new Random(7);
        List<String> docs = new ArrayList<>();
        String[] words = {"alpha", "beta", "gamma", "alpine", "delta"};
        for (int i = 0; i < DOCS; i++) {
            StringBuilder body = new StringBuilder();
            for (int w = 0; w < 6; w++) {
                body.append(words[random.nextInt(words.length)]).append(' ');
            }
            body.append(Long.toHexString(random.nextLong()));
            docs.add("""
                    {"ts": %d, "body": "%s", %s"trace": "trace-%05d", "host": "web-%d", "latency": %d, "slow": %d,
                     "ratio": %s, "ok": %s, "addr": "10.0.%d.%d", "codes": [%d, %d],
                     "dyn": {"key": "value%d", "number": %s}}""".replace("\n", "").formatted(
                    START + i / 10,
                    body,
                    withWords ? "\"words\": \"" + body.substring(0, 6 + i % 20) + "\", " : "",
                    i,
                    random.nextInt(50),
                    random.nextInt(1000),
                    random.nextInt(1000),
                    random.nextInt(1000) / 100.0,
                    random.nextBoolean(),
                    random.nextInt(4),
                    random.nextInt(200),
                    random.nextInt(9),
                    random.nextInt(9),
                    random.nextInt(500),
                    random.nextBoolean() ? "" + random.nextInt(20) : random.nextInt(20) + ".5"));
        }
        return docs;
    }

    @AfterAll
    void close() {
        search.close();
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void readsInOneWave(Case asked) {
        int split = asked.sort.contains("_score") ? 1 : 0;
        String index = split == 0 ? "logs" : "scored";
        SearchRequest.Builder request = SearchRequest.builder(List.of(index), asked.query)
                .maxHits(asked.hits)
                .sortBy(asked.sort);
        if (!asked.aggs.isEmpty()) {
            request.aggregations(AggregationParser.parse(JSON.readTree(asked.aggs)));
        }
        if (asked.hits > 0) {
            request.snippetFields(List.of("body"));
        }
        search.storage().ledger().reset();

        SearchResponse response;
        try (TestSearch node = search.coldNode(folder.resolve("node" + nodes++))) {
            response = node.search(request.build());
        }

        RequestLedger.Snapshot reads = search.storage().ledger().snapshot();
        SplitMetadata opened = search.splits().get(split).metadata();
        assertThat(reads.entries().getFirst().range()).isEqualTo(Optional.of(opened.footerOffsets()));
        assertThat(response.cost().misses()).as("reads while computing").isZero();
        int waves = new TreeSet<>(
                        reads.entries().stream().map(RequestLedger.Entry::wave).toList())
                .size();
        int allowed = 2 + (response.hits().isEmpty() ? 0 : 1);
        assertThat(waves).as("waves: %s", reads.entries()).isLessThanOrEqualTo(allowed);
        assertThat(response.cost().waves()).isEqualTo(waves);
        assertThat(response.cost().storageRequests()).isEqualTo(reads.entries().size());
        assertThat(response.splits().skipped()).isEqualTo(asked.skips ? 1 : 0);
        if (asked.skips) {
            assertThat(reads.entries()).hasSize(1);
        } else {
            assertThat(response.numHits()).as("or nothing was tested").isPositive();
        }
    }

    @ParameterizedTest
    @FieldSource("TWO_WAVES")
    void readsInTwoWavesWhereARuleSaysSo(TwoWaves asked) {
        SearchRequest request =
                SearchRequest.builder(List.of("logs"), asked.query).sortBy("ts").build();
        search.storage().ledger().reset();

        SearchResponse response;
        Optional<String> rule;
        try (TestSearch node = search.coldNode(folder.resolve("node" + nodes++), LITTLE)) {
            response = node.search(request);
        }
        RequestLedger.Snapshot reads = search.storage().ledger().snapshot();
        try (TestSearch node = search.coldNode(folder.resolve("node" + nodes++), LITTLE)) {
            SplitExplanation split =
                    node.explain(request, ExplainDepth.FOOTERS).splits().getFirst();
            rule = split.waves().getLast().rule();
        }

        assertThat(response.numHits()).as("or nothing was tested").isPositive();
        assertThat(response.cost().misses()).as("reads while computing").isZero();
        // Where all that the second wave is for lies beside what the first brought, there is none.
        assertThat(response.cost().waves()).as("open, two waves, documents").isBetween(2L, 4L);
        assertThat(reads.waves()).isEqualTo(response.cost().waves());
        assertThat(rule).contains(asked.rule.reason());
    }

    @Test
    void anAbsentTermCancelsTheRestAndIsRemembered() {
        SearchRequest request = SearchRequest.builder(List.of("logs"), "trace:trace-00123x AND alpha")
                .sortBy("ts")
                .build();
        try (TestSearch node = search.coldNode(folder.resolve("node" + nodes++), LITTLE)) {
            SearchResponse first = node.search(request);
            search.storage().ledger().reset();
            SearchResponse second = node.search(request);

            assertThat(first.splits().skipped()).isEqualTo(1);
            assertThat(first.cost().waves()).as("open and look up").isEqualTo(2);
            assertThat(first.cost().storageBytes()).isLessThan(400_000);
            assertThat(second.splits().skipped()).isEqualTo(1);
            assertThat(search.storage().ledger().snapshot().entries()).isEmpty();
        }
    }
}
