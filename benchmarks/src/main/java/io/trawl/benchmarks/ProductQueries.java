package io.trawl.benchmarks;

import io.trawl.common.RequestContext;
import io.trawl.query.AggregationParser;
import io.trawl.search.SearchRequest;
import io.trawl.search.SearchResponse;
import io.trawl.search.root.RootSearcher;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The queries of [PlainLuceneQueries] as clients ask the product for them.
final class ProductQueries {
    static final String TERM = "connection";
    static final String AND = "connection AND closed";
    static final String PHRASE = "\"session opened for user\"";
    static final String PREFIX = "connect*";

    private static final int HITS = 10;
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String HOSTS = "{\"a\": {\"terms\": {\"field\": \"host\", \"size\": 10}}}";
    private static final String LATENCIES = """
            {"a": {"date_histogram": {"field": "timestamp", "fixed_interval": "30s"},
                   "aggs": {"b": {"avg": {"field": "attributes.latency_ms"}}}}}""";

    private final RootSearcher searcher;
    private final String indexId;
    private final QueryTexts texts;
    private long requests;

    ProductQueries(RootSearcher searcher, String indexId, QueryTexts texts) {
        this.searcher = searcher;
        this.indexId = indexId;
        this.texts = texts;
    }

    /// A term within the window of the file; the window starts and ends on whole seconds.
    static String range(QueryTexts texts) {
        return TERM + " AND timestamp:[" + texts.windowStartMillis() / 1000 + " TO " + texts.windowEndMillis() / 1000
                + "}";
    }

    /// Under the names of [PlainLuceneQueries#all].
    Map<String, PlainLuceneQueries.Run> all() {
        String range = range(texts);
        String needle = "trace_id:" + texts.traceId();
        Map<String, PlainLuceneQueries.Run> runs = new LinkedHashMap<>();
        runs.put("term newest", newest(TERM));
        runs.put("and2 newest", newest(AND));
        runs.put("phrase newest", newest(PHRASE));
        runs.put("prefix newest", newest(PREFIX));
        runs.put("range+term newest", newest(range));
        runs.put("needle newest", newest(needle));
        runs.put("term count", count(TERM));
        runs.put("and2 count", count(AND));
        runs.put("phrase count", count(PHRASE));
        runs.put("prefix count", count(PREFIX));
        runs.put("range+term count", count(range));
        runs.put("terms(host), all", terms("*"));
        runs.put("terms(host), term", terms(TERM));
        runs.put("histogram+avg, all", histogram("*"));
        runs.put("histogram+avg, term", histogram(TERM));
        return runs;
    }

    private SearchRequest.Builder request(String query) {
        return SearchRequest.builder(List.of(indexId), query);
    }

    private SearchResponse search(SearchRequest request) {
        return searcher.search(request, RequestContext.interactive("bench-" + requests++, TIMEOUT));
    }

    private PlainLuceneQueries.Run newest(String query) {
        SearchRequest request = request(query).maxHits(HITS).sortBy("timestamp").build();
        return () -> search(request).numHits();
    }

    private PlainLuceneQueries.Run count(String query) {
        SearchRequest request = request(query).maxHits(0).build();
        return () -> search(request).numHits();
    }

    private PlainLuceneQueries.Run terms(String query) {
        SearchRequest request = aggregation(query, HOSTS);
        return () -> {
            long documents = 0;
            for (JsonNode bucket : buckets(request)) {
                documents += bucket.path("doc_count").longValue();
            }
            return documents;
        };
    }

    private PlainLuceneQueries.Run histogram(String query) {
        SearchRequest request = aggregation(query, LATENCIES);
        return () -> {
            long filled = 0;
            for (JsonNode bucket : buckets(request)) {
                filled += bucket.path("doc_count").longValue() > 0 ? 1 : 0;
            }
            return filled;
        };
    }

    private SearchRequest aggregation(String query, String aggregations) {
        return request(query)
                .maxHits(0)
                .aggregations(AggregationParser.parse(JSON.readTree(aggregations)))
                .build();
    }

    private JsonNode buckets(SearchRequest request) {
        return search(request).aggregations().orElseThrow().path("a").path("buckets");
    }
}
