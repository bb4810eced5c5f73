package io.trawl.server.http;

import io.trawl.common.RequestContext;

/// Answers the requests of one route. May block; runs on a virtual thread.
@FunctionalInterface
public interface RouteHandler {
    ApiResponse handle(ApiRequest request, RequestContext context);
}
