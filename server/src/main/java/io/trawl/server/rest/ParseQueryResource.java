package io.trawl.server.rest;

import io.trawl.common.RequestContext;
import io.trawl.query.QueryAstJson;
import io.trawl.query.QueryParser;
import io.trawl.server.http.ApiRequest;
import io.trawl.server.http.ApiResponse;
import io.trawl.server.http.Router;
import java.util.List;
import java.util.Set;

/// `POST /api/v1/parse-query`: how the query language reads a text. No index is involved.
public final class ParseQueryResource {
    private static final Set<String> KEYS = Set.of("query", "search_field");

    public void addTo(Router router) {
        router.add("POST", "/api/v1/parse-query", ParseQueryResource::parse);
    }

    private static ApiResponse parse(ApiRequest request, RequestContext context) {
        JsonBody body = JsonBody.of(request, KEYS);
        List<String> defaultFields =
                body.text("search_field").map(SearchParameters::commaList).orElse(List.of());
        return IndexResource.json(
                request, QueryAstJson.toJson(QueryParser.parse(body.require("query"), defaultFields)));
    }
}
