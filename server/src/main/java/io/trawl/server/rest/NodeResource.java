package io.trawl.server.rest;

import io.trawl.common.RequestContext;
import io.trawl.server.http.ApiRequest;
import io.trawl.server.http.ApiResponse;
import io.trawl.server.http.Router;
import io.trawl.server.metrics.NodeMetrics;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a node says of itself: health, version, metrics, and whom it sees in the cluster.
public final class NodeResource {
    private final String version;
    private final NodeMetrics metrics;
    private final BooleanSupplier ready;
    private final Supplier<? extends JsonNode> cluster;
    private final Supplier<? extends JsonNode> indexing;

    public NodeResource(
            String version,
            NodeMetrics metrics,
            BooleanSupplier ready,
            Supplier<? extends JsonNode> cluster,
            Supplier<? extends JsonNode> indexing) {
        this.version = version;
        this.metrics = metrics;
        this.ready = ready;
        this.cluster = cluster;
        this.indexing = indexing;
    }

    public void addTo(Router router) {
        router.add("GET", "/health/livez", (request, context) -> health(true))
                .add("GET", "/health/readyz", (request, context) -> health(ready.getAsBoolean()))
                .add("GET", "/metrics", this::metrics)
                .add("GET", "/api/v1/version", (request, context) -> IndexResource.json(request, versionJson()))
                .add("GET", "/api/v1/cluster", (request, context) -> IndexResource.json(request, cluster.get()))
                .add("GET", "/api/v1/indexing", (request, context) -> IndexResource.json(request, indexing.get()));
    }

    private static ApiResponse health(boolean good) {
        return ApiResponse.text(good ? 200 : 503, ApiResponse.JSON, Boolean.toString(good));
    }

    private ApiResponse metrics(ApiRequest request, RequestContext context) {
        return new ApiResponse(200, metrics.contentType(), metrics.expose(), Map.of());
    }

    private JsonNode versionJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("build")
                .put("version", version)
                .put("cargo_pkg_version", version)
                .put("build_profile", "release")
                .put("build_target", System.getProperty("os.arch") + "-" + System.getProperty("os.name"))
                .put("java_version", System.getProperty("java.version"))
                .put("lucene_version", "10.6.0");
        json.putObject("runtime").put("num_cpus", Runtime.getRuntime().availableProcessors());
        return json;
    }
}
