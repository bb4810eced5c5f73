package io.trawl.metastore;

import io.trawl.common.TrawlException;
import io.trawl.split.SplitMetadata;
import io.trawl.split.SplitMetadataJson;
import io.trawl.split.SplitState;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A split with its state as JSON, as the splits list answers it and as snapshots keep it.
public final class SplitJson {
    private SplitJson() {}

    public static ObjectNode toJson(Split split) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("split_state", split.state().jsonName());
        json.put("update_timestamp", split.updateTimestamp());
        if (split.publishTimestamp().isPresent()) {
            json.put("publish_timestamp", split.publishTimestamp().getAsLong());
        } else {
            json.putNull("publish_timestamp");
        }
        json.setAll(SplitMetadataJson.toJson(split.metadata()));
        return json;
    }

    /// @throws TrawlException CORRUPTED if a field is missing or of the wrong kind
    public static Split fromJson(JsonNode json) {
        SplitMetadata metadata = SplitMetadataJson.fromJson(json);
        JsonNode updated = json.path("update_timestamp");
        JsonNode published = json.path("publish_timestamp");
        if (!updated.isIntegralNumber()) {
            throw TrawlException.corrupted("split " + metadata.splitId() + " lacks `update_timestamp`");
        }
        return new Split(
                metadata,
                SplitState.ofJsonName(json.path("split_state").asString("")),
                updated.asLong(),
                published.isIntegralNumber() ? OptionalLong.of(published.asLong()) : OptionalLong.empty());
    }
}
