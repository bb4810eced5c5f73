package io.trawl.benchmarks;

import io.trawl.common.TimeSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A few searches of a node over REST, the client included, so that nodes can be compared with each other.
final class RestSearches {
    private static final int WARM_UPS = 100;
    private static final int RUNS = 200;

    private RestSearches() {}

    /// The minimum of each, in milliseconds.
    static Map<String, Double> minima(NodeProcess node, String indexId, QueryTexts texts) throws IOException {
        Map<String, String> queries = new LinkedHashMap<>();
        queries.put("term", ProductQueries.TERM);
        queries.put("and2", ProductQueries.AND);
        queries.put("phrase", ProductQueries.PHRASE);
        queries.put("range+term", ProductQueries.range(texts));
        Map<String, Double> minima = new LinkedHashMap<>();
        for (Map.Entry<String, String> query : queries.entrySet()) {
            minima.put(query.getKey(), minimum(node, indexId, query.getValue()));
        }
        return minima;
    }

    private static double minimum(NodeProcess node, String indexId, String query) throws IOException {
        ObjectNode request = JsonMapper.shared().createObjectNode();
        request.put("query", query);
        request.put("max_hits", 10);
        request.put("sort_by", "timestamp");
        byte[] body = request.toString().getBytes(StandardCharsets.UTF_8);
        Timings timings = new Timings();
        for (int i = 0; i < WARM_UPS + RUNS; i++) {
            long start = TimeSource.SYSTEM.nanoTime();
            node.post("/api/v1/" + indexId + "/search", "application/json", body, body.length);
            if (i >= WARM_UPS) {
                timings.add(TimeSource.SYSTEM.nanoTime() - start);
            }
        }
        return timings.minMillis();
    }
}
