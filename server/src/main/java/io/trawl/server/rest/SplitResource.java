package io.trawl.server.rest;

import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.Metastore;
import io.trawl.metastore.Split;
import io.trawl.metastore.SplitQuery;
import io.trawl.server.http.ApiRequest;
import io.trawl.server.http.ApiResponse;
import io.trawl.server.http.Router;
import io.trawl.server.indexes.IndexService;
import io.trawl.server.indexes.SplitFiles;
import io.trawl.split.SplitMetadataJson;
import io.trawl.split.SplitState;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/indexes/{id}/splits`: list splits, look into one, mark some for deletion.
public final class SplitResource {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final IndexService indexes;
    private final Metastore metastore;
    private final SplitFiles files;

    public SplitResource(IndexService indexes, Metastore metastore, SplitFiles files) {
        this.indexes = indexes;
        this.metastore = metastore;
        this.files = files;
    }

    public void addTo(Router router) {
        router.add("GET", "/api/v1/indexes/{id}/splits", this::list)
                .add("GET", "/api/v1/indexes/{id}/splits/{split}", this::describe)
                .add("PUT", "/api/v1/indexes/{id}/splits/mark-for-deletion", this::mark);
    }

    private ApiResponse list(ApiRequest request, RequestContext context) {
        IndexMetadata index = indexes.require(request.pathParameter("id"));
        SplitQuery.Builder query = SplitQuery.builder().indexUids(List.of(index.uid()));
        request.query().text("split_states").ifPresent(states -> query.states(states(states)));
        // A split starts where its first document is: `start_timestamp` keeps what ends at or after it.
        request.query().integer("start_timestamp").ifPresent(query::timeStart);
        request.query().integer("end_timestamp").ifPresent(query::timeEnd);
        request.query()
                .integer("end_create_timestamp")
                .ifPresent(end -> query.createTimestamps(SplitQuery.Bounds.below(end)));
        query.offset((int) Math.min(Integer.MAX_VALUE, request.query().unsigned("offset", 0)));
        query.limit((int) Math.min(Integer.MAX_VALUE, request.query().unsigned("limit", Integer.MAX_VALUE)));
        List<Split> splits = metastore.view().splits(query.build());
        ObjectNode answer = JSON.objectNode()
                .put("offset", request.query().unsigned("offset", 0))
                .put("size", splits.size());
        ArrayNode list = answer.putArray("splits");
        splits.forEach(split -> list.add(json(split)));
        return IndexResource.json(request, answer);
    }

    private static Set<SplitState> states(String names) {
        EnumSet<SplitState> states = EnumSet.noneOf(SplitState.class);
        for (String name : names.split(",", -1)) {
            try {
                states.add(SplitState.ofJsonName(name));
            } catch (TrawlException unknown) {
                throw TrawlException.badRequest("Invalid query string: " + TrawlException.describe(unknown));
            }
        }
        return states;
    }

    private ApiResponse describe(ApiRequest request, RequestContext context) {
        IndexMetadata index = indexes.require(request.pathParameter("id"));
        Split split = indexes.requireSplit(request.pathParameter("id"), request.pathParameter("split"));
        ObjectNode answer = JSON.objectNode();
        answer.set("metadata", json(split));
        if (split.state() != SplitState.STAGED) {
            answer.set("file", files.describe(index, split, request.query().flag("verify", false), context));
        }
        return IndexResource.json(request, answer);
    }

    private ApiResponse mark(ApiRequest request, RequestContext context) {
        IndexMetadata index = indexes.require(request.pathParameter("id"));
        List<String> splitIds = JsonBody.of(request, Set.of("split_ids")).texts("split_ids");
        metastore.markSplitsForDeletion(index.uid(), splitIds, context);
        return IndexResource.json(request, JSON.nullNode());
    }

    private static ObjectNode json(Split split) {
        ObjectNode json = JSON.objectNode()
                .put("split_state", split.state().jsonName())
                .put("update_timestamp", split.updateTimestamp());
        json.set("publish_timestamp", IndexResource.number(split.publishTimestamp()));
        json.setAll(SplitMetadataJson.toJson(split.metadata()));
        return json;
    }
}
