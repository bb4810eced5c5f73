package io.trawl.benchmarks;

import io.trawl.query.AggregationParser;
import io.trawl.search.SearchRequest;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// One kind of search of the cold bench.
///
/// @param wavesMax that a split may need after it was opened, the hits not counted
record ColdQuery(String name, SearchRequest request, Work work, int wavesMax) {
    static final int HITS = 20;
    static final long INTERVAL_SECONDS = 30;

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String HOSTS = terms("host");
    private static final String BY_TIME = """
            {"a": {"date_histogram": {"field": "timestamp", "fixed_interval": "%ds"}}}""".formatted(INTERVAL_SECONDS);
    private static final String LATENCIES = """
            {"a": {"date_histogram": {"field": "timestamp", "fixed_interval": "%ds"},
                   "aggs": {"b": {"avg": {"field": "attributes.latency_ms"}}}}}""".formatted(INTERVAL_SECONDS);

    /// What is computed on the matches; on-demand searches do the same with plain Lucene.
    enum Work {
        NEWEST,
        TERMS,
        HISTOGRAM
    }

    /// The kinds that the goals name.
    static List<ColdQuery> all(String indexId, QueryTexts texts) {
        return List.of(
                newest(indexId, "term", ProductQueries.TERM, 1),
                newest(indexId, "three terms", ProductQueries.AND + " AND port", 1),
                newest(indexId, "phrase", ProductQueries.PHRASE, 1),
                newest(indexId, "term+range", ProductQueries.range(texts), 1),
                newest(indexId, "trace id", "trace_id:" + texts.traceId(), 1),
                newest(indexId, "prefix", ProductQueries.PREFIX, 1),
                aggregation(indexId, "terms, term", ProductQueries.TERM, HOSTS, Work.TERMS),
                aggregation(indexId, "histogram, term", ProductQueries.TERM, BY_TIME, Work.HISTOGRAM),
                aggregation(indexId, "histogram, all", "*", BY_TIME, Work.HISTOGRAM),
                newest(indexId, "infix wildcard", "body:*nnectio*", 2),
                newest(indexId, "regex", "body:/[a-z]+nections?/", 2));
    }

    /// A page as people open it in the morning.
    static List<SearchRequest> dashboard(String indexId) {
        return List.of(
                panel(indexId, "*", BY_TIME, 0),
                panel(indexId, "severity_text:ERROR", BY_TIME, 0),
                panel(indexId, "severity_text:WARN", BY_TIME, 0),
                panel(indexId, "severity_text:ERROR", terms("service"), 0),
                panel(indexId, "severity_text:ERROR", HOSTS, 0),
                panel(indexId, "*", terms("severity_text"), 0),
                panel(indexId, ProductQueries.TERM, BY_TIME, 0),
                panel(indexId, ProductQueries.TERM, HOSTS, 0),
                panel(indexId, "attributes.status:500", BY_TIME, 0),
                panel(indexId, "*", LATENCIES, 0),
                panel(indexId, "severity_text:ERROR", "", HITS),
                panel(indexId, ProductQueries.PHRASE, "", HITS));
    }

    private static String terms(String field) {
        return "{\"a\": {\"terms\": {\"field\": \"" + field + "\", \"size\": 10}}}";
    }

    private static ColdQuery newest(String indexId, String name, String text, int wavesMax) {
        return new ColdQuery(name, panel(indexId, text, "", HITS), Work.NEWEST, wavesMax);
    }

    private static ColdQuery aggregation(String indexId, String name, String text, String aggregations, Work work) {
        return new ColdQuery(name, panel(indexId, text, aggregations, 0), work, 1);
    }

    private static SearchRequest panel(String indexId, String text, String aggregations, int hits) {
        SearchRequest.Builder builder =
                SearchRequest.builder(List.of(indexId), text).maxHits(hits);
        if (hits > 0) {
            builder.sortBy("timestamp");
        }
        if (!aggregations.isEmpty()) {
            builder.aggregations(AggregationParser.parse(JSON.readTree(aggregations)));
        }
        return builder.build();
    }
}
