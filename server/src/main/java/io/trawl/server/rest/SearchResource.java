package io.trawl.server.rest;

import io.trawl.common.RequestContext;
import io.trawl.search.SearchExplanation;
import io.trawl.search.SearchHit;
import io.trawl.search.SearchResponse;
import io.trawl.search.root.RootSearcher;
import io.trawl.server.http.ApiRequest;
import io.trawl.server.http.ApiResponse;
import io.trawl.server.http.Router;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `GET|POST /api/v1/{index_id_patterns}/search`.
///
/// What became of the splits and what the search cost travels in headers: the body is Quickwit's to the key, unless
/// `statistics` asks for them there too.
public final class SearchResource {
    private static final String SPLITS_HEADER = "X-Trawl-Splits";
    private static final String COST_HEADER = "X-Trawl-Cost";

    private final RootSearcher searcher;
    private final Duration timeout;

    public SearchResource(RootSearcher searcher, Duration timeout) {
        this.searcher = searcher;
        this.timeout = timeout;
    }

    public void addTo(Router router) {
        router.addAbandonable("GET", "/api/v1/{index}/search", timeout, this::search)
                .addAbandonable("POST", "/api/v1/{index}/search", timeout, this::search);
    }

    private ApiResponse search(ApiRequest request, RequestContext context) {
        SearchParameters parameters = SearchParameters.of(request);
        if (parameters.explain().isPresent()) {
            SearchExplanation explanation =
                    searcher.explain(parameters.request(), parameters.explain().get(), context);
            return ApiResponse.json(200, parameters.format().write(ExplanationJson.of(explanation)));
        }
        if (parameters.explainZeroHits()) {
            searcher.checkFields(parameters.request());
        }
        RequestContext searching = parameters.profile() ? context.profiled() : context;
        SearchResponse response = searcher.search(parameters.request(), searching);
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("num_hits", response.numHits());
        ArrayNode hits = json.putArray("hits");
        response.hits().forEach(hit -> hits.add(hit.document()));
        if (!parameters.request().snippetFields().isEmpty() && !response.hits().isEmpty()) {
            ArrayNode snippets = json.putArray("snippets");
            response.hits().forEach(hit -> snippets.add(snippets(hit)));
        }
        json.put("elapsed_time_micros", response.elapsedMicros());
        ArrayNode errors = json.putArray("errors");
        response.errors().forEach(errors::add);
        response.aggregations().ifPresent(aggregations -> json.set("aggregations", aggregations));
        searching.profile().ifPresent(profile -> json.set("profile", ExplanationJson.of(profile)));
        if (parameters.statistics()) {
            json.set("splits", splits(response.splits()));
            json.set("cost", cost(response.cost()));
        }
        if (parameters.explainZeroHits() && response.numHits() == 0) {
            searcher.explainZeroHits(parameters.request(), context)
                    .ifPresent(reasons -> json.set("zero_hits", ZeroHitsJson.of(reasons)));
        }
        return new ApiResponse(
                200,
                ApiResponse.JSON,
                parameters.format().write(json),
                Map.of(
                        SPLITS_HEADER,
                        splits(response.splits()).toString(),
                        COST_HEADER,
                        cost(response.cost()).toString()));
    }

    private static ObjectNode snippets(SearchHit hit) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        hit.snippets().forEach((field, snippets) -> {
            ArrayNode list = json.putArray(field);
            snippets.forEach(list::add);
        });
        return json;
    }

    private static ObjectNode splits(SearchResponse.Splits splits) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("searched", splits.searched())
                .put("pruned_by_time", splits.prunedByTime())
                .put("pruned_by_tags", splits.prunedByTags())
                .put("skipped", splits.skipped())
                .put("counted_by_metadata", splits.countedByMetadata())
                .put("failed", splits.failed());
    }

    private static ObjectNode cost(SearchResponse.Cost cost) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("storage_requests", cost.storageRequests())
                .put("storage_bytes", cost.storageBytes())
                .put("waves", cost.waves())
                .put("misses", cost.misses())
                .put("cpu_micros", cost.cpuMicros());
    }
}
