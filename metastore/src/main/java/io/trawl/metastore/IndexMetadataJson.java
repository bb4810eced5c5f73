package io.trawl.metastore;

import io.trawl.common.IndexUid;
import io.trawl.common.SourceCheckpoint;
import io.trawl.common.TrawlException;
import io.trawl.config.IndexConfigJson;
import io.trawl.config.SourceConfig;
import io.trawl.config.SourceConfigJson;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// An index's metadata as JSON, as REST answers it and as snapshots keep it.
public final class IndexMetadataJson {
    private static final String VERSION = "0.9";

    private IndexMetadataJson() {}

    /// As REST answers it: a checkpoint for every source, and an empty one for pushed documents, whose positions are
    /// the shards' own business.
    public static ObjectNode toJson(IndexMetadata index) {
        ObjectNode json = withoutCheckpoint(index);
        ObjectNode checkpoints = json.putObject("checkpoint");
        for (SourceConfig source : index.sources()) {
            String id = source.sourceId();
            boolean isHidden = id.equals(SourceConfig.INGEST_SOURCE_ID);
            checkpoints.set(id, CheckpointJson.toJson(isHidden ? SourceCheckpoint.EMPTY : index.checkpoint(id)));
        }
        return json;
    }

    /// With all that [#fromJson] needs.
    static ObjectNode toStoredJson(IndexMetadata index) {
        ObjectNode json = withoutCheckpoint(index);
        json.set("checkpoint", CheckpointJson.toJson(index.checkpoints()));
        return json;
    }

    static IndexMetadata fromJson(JsonNode json) {
        return new IndexMetadata(
                uid(json.path("index_uid")),
                IndexConfigJson.fromJson(json.path("index_config")),
                CheckpointJson.checkpointsFromJson(json.path("checkpoint")),
                json.path("create_timestamp").asLong(0),
                sources(json.path("sources")));
    }

    static IndexUid uid(JsonNode json) {
        try {
            return IndexUid.parse(json.asString(""));
        } catch (IllegalArgumentException invalid) {
            throw TrawlException.corrupted(TrawlException.describe(invalid));
        }
    }

    static ArrayNode sourcesToJson(List<SourceConfig> sources) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        sources.forEach(source -> json.add(SourceConfigJson.toJson(source)));
        return json;
    }

    static List<SourceConfig> sources(JsonNode json) {
        List<SourceConfig> sources = new ArrayList<>();
        for (JsonNode source : json) {
            sources.add(SourceConfigJson.fromJson(source));
        }
        return sources;
    }

    private static ObjectNode withoutCheckpoint(IndexMetadata index) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("version", VERSION);
        json.put("index_uid", index.uid().toString());
        json.set("index_config", IndexConfigJson.toJson(index.config()));
        // Keeps the key's place in the order of the contract; the value follows.
        json.putObject("checkpoint");
        json.put("create_timestamp", index.createTimestamp());
        json.set("sources", sourcesToJson(index.sources()));
        return json;
    }
}
