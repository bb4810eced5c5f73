package io.trawl.server.rest;

import io.trawl.common.DataSize;
import io.trawl.common.IdGenerator;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.config.DocMapping;
import io.trawl.config.IndexConfig;
import io.trawl.config.IndexConfigReader;
import io.trawl.config.StorageUri;
import io.trawl.docmapper.DocMapper;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.IndexMetadataJson;
import io.trawl.metastore.Metastore;
import io.trawl.metastore.Split;
import io.trawl.server.http.ApiRequest;
import io.trawl.server.http.ApiResponse;
import io.trawl.server.http.JsonFormat;
import io.trawl.server.http.Router;
import io.trawl.server.indexes.IndexService;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/indexes`: make, list, look at, change, empty and delete indexes.
public final class IndexResource {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String INVALID_CONFIG = "invalid config: ";

    private final IndexService indexes;
    private final Metastore metastore;
    private final StorageUri defaultIndexRoot;
    private final IdGenerator ids;

    public IndexResource(IndexService indexes, Metastore metastore, StorageUri defaultIndexRoot, IdGenerator ids) {
        this.indexes = indexes;
        this.metastore = metastore;
        this.defaultIndexRoot = defaultIndexRoot;
        this.ids = ids;
    }

    public void addTo(Router router) {
        router.add("GET", "/api/v1/indexes", this::list)
                .add("POST", "/api/v1/indexes", this::create)
                .add("GET", "/api/v1/indexes/{id}", this::show)
                .add("PUT", "/api/v1/indexes/{id}", this::update)
                .add("DELETE", "/api/v1/indexes/{id}", this::delete)
                .add("GET", "/api/v1/indexes/{id}/describe", this::describe)
                .add("PUT", "/api/v1/indexes/{id}/clear", this::clear);
    }

    private ApiResponse list(ApiRequest request, RequestContext context) {
        List<String> patterns =
                List.of(request.query().text("index_id_patterns").orElse("*").split(",", -1));
        ArrayNode answer = JSON.arrayNode();
        metastore.view().indexes(patterns).forEach(index -> answer.add(IndexMetadataJson.toJson(index)));
        return json(request, answer);
    }

    private ApiResponse create(ApiRequest request, RequestContext context) {
        boolean overwrite = request.query().flag("overwrite", false);
        IndexConfig config = read(ConfigBody.of(request));
        return json(request, wrapped(() -> indexes.create(config, overwrite, context)));
    }

    private ApiResponse show(ApiRequest request, RequestContext context) {
        return json(request, indexes.require(request.pathParameter("id")));
    }

    private ApiResponse update(ApiRequest request, RequestContext context) {
        String id = request.pathParameter("id");
        boolean createIfAbsent = request.query().flag("create", false);
        IndexConfig config = read(ConfigBody.of(request));
        if (!config.indexId().equals(id)) {
            throw TrawlException.badRequest("invalid config: `index_id` in config file " + id
                    + " does not match updated `index_id` " + config.indexId());
        }
        if (createIfAbsent && metastore.view().index(id).isEmpty()) {
            return json(request, wrapped(() -> indexes.create(config, false, context)));
        }
        return json(
                request, wrapped(() -> metastore.updateIndex(indexes.require(id).uid(), config, context)));
    }

    private IndexConfig read(ConfigBody body) {
        IndexConfig config = IndexConfigReader.read(body.text(), body.format(), defaultIndexRoot, ids);
        requireUsable(config.docMapping());
        return config;
    }

    /// What no document could be indexed with must be refused now, not at the first document.
    static void requireUsable(DocMapping mapping) {
        try {
            DocMapper.of(mapping);
        } catch (TrawlException unusable) {
            String reason = TrawlException.describe(unusable);
            throw reason.startsWith(INVALID_CONFIG) ? unusable : TrawlException.badRequest(INVALID_CONFIG + reason);
        }
    }

    private ApiResponse delete(ApiRequest request, RequestContext context) {
        String id = request.pathParameter("id");
        boolean dryRun = request.query().flag("dry_run", false);
        List<Split> splits = wrapped(() -> dryRun ? indexes.splitsOf(id) : indexes.delete(id, context));
        ArrayNode answer = JSON.arrayNode();
        for (Split split : splits) {
            answer.addObject()
                    .put("split_id", split.splitId())
                    .put("num_docs", split.metadata().numDocs())
                    .put(
                            "uncompressed_docs_size_bytes",
                            DataSize.ofBytes(split.metadata().uncompressedDocsSize())
                                    .toHuman())
                    .put("file_name", split.metadata().fileName())
                    .put(
                            "file_size_bytes",
                            DataSize.ofBytes(split.metadata().fileSize()).toHuman());
        }
        return json(request, answer);
    }

    private ApiResponse describe(ApiRequest request, RequestContext context) {
        IndexService.Description description = indexes.describe(request.pathParameter("id"));
        IndexConfig config = description.index().config();
        ObjectNode answer = JSON.objectNode()
                .put("index_id", config.indexId())
                .put("index_uri", config.indexUri().toString())
                .put("num_published_splits", description.splits())
                .put("size_published_splits", description.splitBytes())
                .put("num_published_docs", description.docs())
                .put("size_published_docs_uncompressed", description.docBytes())
                .put(
                        "timestamp_field_name",
                        config.docMapping().timestampField().orElse(null));
        answer.set("min_timestamp", number(description.minTimestamp()));
        answer.set("max_timestamp", number(description.maxTimestamp()));
        return json(request, answer);
    }

    private ApiResponse clear(ApiRequest request, RequestContext context) {
        wrapped(() -> {
            indexes.clear(request.pathParameter("id"), context);
            return true;
        });
        return json(request, JSON.nullNode());
    }

    static JsonNode number(OptionalLong value) {
        return value.isPresent() ? JSON.numberNode(value.getAsLong()) : JSON.nullNode();
    }

    private static ApiResponse json(ApiRequest request, IndexMetadata index) {
        return json(request, IndexMetadataJson.toJson(index));
    }

    static ApiResponse json(ApiRequest request, JsonNode answer) {
        return ApiResponse.json(200, JsonFormat.of(request.query()).write(answer));
    }

    /// What Quickwit's clients see around errors of the metastore when they change an index.
    private static <T> T wrapped(Supplier<T> change) {
        try {
            return change.get();
        } catch (TrawlException failure) {
            switch (failure.code()) {
                case NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION ->
                    throw new TrawlException(
                            failure.code(), "metastore error `" + TrawlException.describe(failure) + "`", failure);
                default -> throw failure;
            }
        }
    }
}
