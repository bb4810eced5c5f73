package io.trawl.server.rest;

import io.trawl.common.RequestContext;
import io.trawl.query.QueryAstJson;
import io.trawl.search.SearchPlanResponse;
import io.trawl.search.root.RootSearcher;
import io.trawl.server.http.ApiRequest;
import io.trawl.server.http.ApiResponse;
import io.trawl.server.http.Router;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `GET|POST /api/v1/{index_id_patterns}/search-plan`: what a search would touch, without searching.
public final class SearchPlanResource {
    private final RootSearcher searcher;

    public SearchPlanResource(RootSearcher searcher) {
        this.searcher = searcher;
    }

    public void addTo(Router router) {
        router.add("GET", "/api/v1/{index}/search-plan", this::plan)
                .add("POST", "/api/v1/{index}/search-plan", this::plan);
    }

    private ApiResponse plan(ApiRequest request, RequestContext context) {
        SearchParameters parameters = SearchParameters.of(request);
        SearchPlanResponse plan = searcher.plan(parameters.request());
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("quickwit_ast", QueryAstJson.toJson(plan.query()));
        // The name is of Quickwit's engine; the text is of ours.
        json.put("tantivy_ast", plan.engineQuery());
        ArrayNode splits = json.putArray("searched_splits");
        plan.splits().forEach(splits::add);
        SearchPlanResponse.StorageRequests requests = plan.storageRequests();
        json.putObject("storage_requests")
                .put("footer", requests.footer())
                .put("fastfield", requests.fastfield())
                .put("fieldnorm", requests.fieldnorm())
                .put("sstable", requests.sstable())
                .put("posting", requests.posting())
                .put("position", requests.position());
        return ApiResponse.json(200, parameters.format().write(json));
    }
}
