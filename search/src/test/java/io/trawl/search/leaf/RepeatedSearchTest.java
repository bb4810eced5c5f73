package io.trawl.search.leaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.cache.CacheSettings;
import io.trawl.metastore.IndexMetadata;
import io.trawl.query.AggregationParser;
import io.trawl.search.SearchRequest;
import io.trawl.search.SearchResponse;
import io.trawl.search.TestSearch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.ObjectMapper;

/// What is asked again costs little: by the ledger of storage requests.
class RepeatedSearchTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long START = 1_767_225_600L;
    private static final int SPLITS = 20;
    private static final int DOCS = 400;
    private static final CacheSettings ON = CacheSettings.of(1 << 26, CacheSettings.Policy.LRU);
    private static final String MAPPING = """
            {"mode": "strict", "timestamp_field": "ts", "field_mappings": [
              {"name": "ts", "type": "datetime", "fast": true, "input_formats": ["unix_timestamp"]},
              {"name": "host", "type": "text", "tokenizer": "raw", "fast": true},
              {"name": "latency", "type": "u64", "fast": true},
              {"name": "body", "type": "text", "record": "position"}]}""";
    private static final List<String> PANELS = List.of(
            "{'a': {'date_histogram': {'field': 'ts', 'fixed_interval': '1m'}}}",
            "{'a': {'terms': {'field': 'host'}}}",
            "{'a': {'avg': {'field': 'latency'}}}",
            "{'a': {'date_histogram': {'field': 'ts', 'fixed_interval': '1m'}, 'aggs': {'b': {'terms': {'field': 'host'}}}}}",
            "{'a': {'terms': {'field': 'host'}, 'aggs': {'b': {'stats': {'field': 'latency'}}}}}");

    @TempDir
    private Path folder;

    private TestSearch published;
    private IndexMetadata index;

    @BeforeEach
    void publish() {
        published = new TestSearch(folder.resolve("published"));
        index = published.createIndex("logs", MAPPING, "body");
        for (int split = 0; split < SPLITS; split++) {
            published.addSplit(index, docs(split));
        }
    }

    private static List<String> docs(int split) {
        List<String> docs = new ArrayList<>();
        for (int doc = 0; doc < DOCS; doc++) {
            docs.add("{\"ts\": %d, \"host\": \"web-%d\", \"latency\": %d, \"body\": \"word%d common needle%d\"}"
                    .formatted(START + split * DOCS + doc, doc % 7, doc * split % 1000, doc % 50, split));
        }
        return docs;
    }

    @AfterEach
    void close() {
        published.close();
    }

    private static List<SearchRequest> dashboard(long from, long to) {
        List<SearchRequest> panels = new ArrayList<>();
        for (String query : List.of("common", "word1 OR word2", "\"word3 common\"")) {
            for (String aggs : PANELS) {
                panels.add(SearchRequest.builder(List.of("logs"), query)
                        .maxHits(0)
                        .startTimestamp(from)
                        .endTimestamp(to)
                        .aggregations(AggregationParser.parse(JSON.readTree(aggs.replace('\'', '"'))))
                        .build());
            }
        }
        return panels;
    }

    private List<String> answers(TestSearch node, List<SearchRequest> requests) {
        List<String> answers = new ArrayList<>();
        for (SearchRequest request : requests) {
            SearchResponse response = node.search(request);
            answers.add(response.numHits() + " " + response.aggregations().orElseThrow());
        }
        return answers;
    }

    @Test
    void theSecondRoundOfADashboardAsksStorageForNothing() {
        LeafCaches caches = new LeafCaches(ON, CacheSettings.OFF);
        try (TestSearch node = published.coldNode(folder.resolve("node"), caches)) {
            List<SearchRequest> panels = dashboard(START + 100, START + SPLITS * DOCS);
            List<String> first = answers(node, panels);
            assertThat(published.storage().ledger().reset().requests()).isPositive();
            long cpu = node.metrics().cpuNanos();

            List<String> second = answers(node, panels);

            assertThat(second).isEqualTo(first);
            assertThat(published.storage().ledger().snapshot().requests()).isZero();
            assertThat(node.metrics().cpuNanos()).isEqualTo(cpu);
            assertThat(caches.statistics().getFirst().statistics().hits()).isEqualTo((long) SPLITS * panels.size());
        }
    }

    @Test
    void theSameAggregationsInAnotherOrderAreAnotherRequest() {
        LeafCaches caches = new LeafCaches(ON, CacheSettings.OFF);
        List<String> orders = List.of(
                "{'a': {'avg': {'field': 'latency'}}, 'b': {'terms': {'field': 'host'}}}",
                "{'b': {'terms': {'field': 'host'}}, 'a': {'avg': {'field': 'latency'}}}",
                "{'t': {'terms': {'field': 'host'}, 'aggs': {'x': {'max': {'field': 'latency'}}, 'y': {'min': {'field': 'latency'}}}}}",
                "{'t': {'terms': {'field': 'host'}, 'aggs': {'y': {'min': {'field': 'latency'}}, 'x': {'max': {'field': 'latency'}}}}}");
        List<SearchRequest> requests = orders.stream()
                .map(aggs -> SearchRequest.builder(List.of("logs"), "common")
                        .maxHits(0)
                        .aggregations(AggregationParser.parse(JSON.readTree(aggs.replace('\'', '"'))))
                        .build())
                .toList();
        try (TestSearch node = published.coldNode(folder.resolve("node"), caches)) {
            List<String> expected = answers(published, requests);

            assertThat(answers(node, requests)).isEqualTo(expected);
            assertThat(answers(node, requests)).isEqualTo(expected);
            assertThat(caches.statistics().getFirst().statistics().hits()).isEqualTo(4L * SPLITS);
        }
    }

    @Test
    void onlySplitsAtTheEdgeOfAMovingWindowAreSearchedAgain() {
        LeafCaches caches = new LeafCaches(ON, CacheSettings.OFF);
        try (TestSearch node = published.coldNode(folder.resolve("node"), caches)) {
            answers(node, dashboard(START + 100, START + SPLITS * DOCS - 50));
            long searched = node.metrics().splitsSearched();

            List<SearchRequest> later = dashboard(START + 160, START + SPLITS * DOCS - 20);
            List<String> answers = answers(node, later);

            assertThat(node.metrics().splitsSearched() - searched).isEqualTo(2L * later.size());
            assertThat(answers).isEqualTo(answers(published, later));
        }
    }

    @Test
    void aNewSplitIsTheOnlyOneSearched() {
        LeafCaches caches = new LeafCaches(ON, CacheSettings.OFF);
        try (TestSearch node = published.coldNode(folder.resolve("node"), caches)) {
            List<SearchRequest> panels = dashboard(START, START + 2L * SPLITS * DOCS);
            answers(node, panels);
            published.addSplit(index, docs(SPLITS));
            long searched = node.metrics().splitsSearched();

            List<String> answers = answers(node, panels);

            assertThat(node.metrics().splitsSearched() - searched).isEqualTo(panels.size());
            assertThat(answers).isEqualTo(answers(published, panels));
        }
    }

    @Test
    void aNeedleIsNotLookedForAgainWhereItIsNot() {
        LeafCaches caches = new LeafCaches(CacheSettings.OFF, ON);
        SearchRequest needle =
                SearchRequest.builder(List.of("logs"), "needle7 AND common").build();
        try (TestSearch node = published.coldNode(folder.resolve("node"), caches)) {
            assertThat(node.search(needle).numHits()).isEqualTo(DOCS);
            long opens = published.storage().ledger().reset().requests();
            assertThat(opens).isGreaterThanOrEqualTo(SPLITS);

            SearchResponse again = node.search(needle);

            assertThat(again.numHits()).isEqualTo(DOCS);
            assertThat(again.splits().skipped()).isEqualTo(SPLITS - 1);
            assertThat(published.storage().ledger().snapshot().requests()).isZero();
        }
    }

    @Test
    void matchesFoundForOneAggregationServeOthers() {
        LeafCaches caches = new LeafCaches(CacheSettings.OFF, ON);
        try (TestSearch node = published.coldNode(folder.resolve("node"), caches)) {
            List<SearchRequest> panels = dashboard(START, START + SPLITS * DOCS);
            List<String> answers = answers(node, panels);

            assertThat(answers).isEqualTo(answers(published, panels));
            // Of each query: the first panel looks, the second gathers, three use what was gathered.
            assertThat(caches.statistics().getLast().statistics().hits()).isGreaterThanOrEqualTo(3L * 3 * SPLITS);
        }
    }

    @Test
    void newestFirstReadsNoMoreThanItNeeds() {
        SearchRequest newest = SearchRequest.builder(List.of("logs"), "*")
                .sortBy("ts")
                .maxHits(20)
                .build();
        try (TestSearch node = published.coldNode(folder.resolve("node"))) {
            published.storage().ledger().reset();

            SearchResponse response = node.search(newest);

            assertThat(response.numHits()).isEqualTo((long) SPLITS * DOCS);
            assertThat(response.hits()).hasSize(20);
            assertThat(response.splits().searched()).isEqualTo(1);
            assertThat(response.splits().countedByMetadata()).isEqualTo(SPLITS - 1);
            assertThat(published.storage().ledger().snapshot().entries().stream()
                            .map(entry -> entry.key())
                            .distinct())
                    .hasSize(1);
        }
    }
}
