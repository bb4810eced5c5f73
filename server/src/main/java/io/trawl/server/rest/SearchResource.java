package io.trawl.server.rest;

import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.query.AggregationParser;
import io.trawl.search.SearchRequest;
import io.trawl.search.SearchResponse;
import io.trawl.search.root.RootSearcher;
import io.trawl.server.http.ApiRequest;
import io.trawl.server.http.ApiResponse;
import io.trawl.server.http.JsonFormat;
import io.trawl.server.http.QueryParameters;
import io.trawl.server.http.Router;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `GET|POST /api/v1/{index_id_patterns}/search`.
///
/// What became of the splits and what the search cost travels in headers: the body is Quickwit's to the key.
public final class SearchResource {
    private static final String SPLITS_HEADER = "X-Trawl-Splits";
    private static final String COST_HEADER = "X-Trawl-Cost";
    private static final Set<String> PARAMETERS = Set.of(
            "query",
            "aggs",
            "search_field",
            "snippet_fields",
            "start_timestamp",
            "end_timestamp",
            "max_hits",
            "start_offset",
            "format",
            "sort_by",
            "sort_by_field",
            "count_all",
            "allow_failed_splits");

    private final RootSearcher searcher;
    private final Duration timeout;

    public SearchResource(RootSearcher searcher, Duration timeout) {
        this.searcher = searcher;
        this.timeout = timeout;
    }

    public void addTo(Router router) {
        router.add("GET", "/api/v1/{index}/search", timeout, this::searchByQueryString)
                .add("POST", "/api/v1/{index}/search", timeout, this::searchByBody);
    }

    private ApiResponse searchByQueryString(ApiRequest request, RequestContext context) {
        QueryParameters query = request.query().allowOnly(PARAMETERS);
        if (query.text("aggs").isPresent()) {
            throw TrawlException.badRequest(
                    "invalid aggregation request: `aggs` is only read from the body of a POST request");
        }
        refuseSnippets(query.text("snippet_fields"));
        SearchRequest.Builder search = SearchRequest.builder(patterns(request), query.require("query"));
        query.text("search_field").ifPresent(fields -> search.searchFields(commaList(fields)));
        query.integer("start_timestamp").ifPresent(search::startTimestamp);
        query.integer("end_timestamp").ifPresent(search::endTimestamp);
        search.maxHits(query.unsigned("max_hits", SearchRequest.DEFAULT_MAX_HITS));
        search.startOffset(query.unsigned("start_offset", 0));
        query.text("sort_by", "sort_by_field").ifPresent(search::sortBy);
        search.countAll(query.flag("count_all", true));
        search.allowFailedSplits(query.flag("allow_failed_splits", false));
        return answer(search.build(), JsonFormat.of(query), context);
    }

    private ApiResponse searchByBody(ApiRequest request, RequestContext context) {
        JsonBody body = JsonBody.of(request, PARAMETERS);
        refuseSnippets(body.text("snippet_fields"));
        SearchRequest.Builder search = SearchRequest.builder(patterns(request), body.require("query"));
        body.node("aggs").ifPresent(aggregations -> search.aggregations(AggregationParser.parse(aggregations)));
        body.text("search_field").ifPresent(fields -> search.searchFields(commaList(fields)));
        ifPresent(body.integer("start_timestamp"), search::startTimestamp);
        ifPresent(body.integer("end_timestamp"), search::endTimestamp);
        search.maxHits(body.unsigned("max_hits", SearchRequest.DEFAULT_MAX_HITS));
        search.startOffset(body.unsigned("start_offset", 0));
        body.text("sort_by").or(() -> body.text("sort_by_field")).ifPresent(search::sortBy);
        search.countAll(body.flag("count_all", true));
        search.allowFailedSplits(body.flag("allow_failed_splits", false));
        JsonFormat format = body.text("format").map(JsonFormat::named).orElseGet(() -> JsonFormat.of(request.query()));
        return answer(search.build(), format, context);
    }

    private static void ifPresent(OptionalLong value, java.util.function.LongConsumer consumer) {
        value.ifPresent(consumer);
    }

    private static void refuseSnippets(Optional<String> fields) {
        if (fields.isPresent()) {
            throw TrawlException.badRequest("`snippet_fields` is not supported yet: leave it out");
        }
    }

    private static List<String> patterns(ApiRequest request) {
        return List.of(request.pathParameter("index").split(",", -1));
    }

    /// Commas around the list are cut; a blank belongs to the name beside it.
    static List<String> commaList(String text) {
        List<String> names = new ArrayList<>();
        for (String name : text.split(",", -1)) {
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return names;
    }

    private ApiResponse answer(SearchRequest search, JsonFormat format, RequestContext context) {
        SearchResponse response = searcher.search(search, context);
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("num_hits", response.numHits());
        ArrayNode hits = json.putArray("hits");
        response.hits().forEach(hit -> hits.add(hit.document()));
        json.put("elapsed_time_micros", response.elapsedMicros());
        ArrayNode errors = json.putArray("errors");
        response.errors().forEach(errors::add);
        response.aggregations().ifPresent(aggregations -> json.set("aggregations", aggregations));
        return new ApiResponse(
                200,
                ApiResponse.JSON,
                format.write(json),
                Map.of(SPLITS_HEADER, splits(response.splits()), COST_HEADER, cost(response.cost())));
    }

    private static String splits(SearchResponse.Splits splits) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("searched", splits.searched())
                .put("pruned_by_time", splits.prunedByTime())
                .put("pruned_by_tags", splits.prunedByTags())
                .put("skipped", splits.skipped())
                .put("counted_by_metadata", splits.countedByMetadata())
                .put("failed", splits.failed())
                .toString();
    }

    private static String cost(SearchResponse.Cost cost) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("storage_requests", cost.storageRequests())
                .put("storage_bytes", cost.storageBytes())
                .put("waves", cost.waves())
                .put("misses", cost.misses())
                .put("cpu_micros", cost.cpuMicros())
                .toString();
    }
}
