package io.trawl.split;

import io.trawl.common.CheckpointDelta;
import io.trawl.common.ErrorCode;
import io.trawl.common.PartitionDelta;
import io.trawl.common.Position;
import io.trawl.common.TrawlException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// [SplitIdentity] as it stands in the hot tail. A text, so that a person with nothing but the file can read
/// it.
final class SplitIdentityJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private SplitIdentityJson() {}

    static String write(SplitIdentity identity) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("metadata", SplitMetadataJson.toJson(identity.metadata()));
        json.put("index_config", identity.indexConfig());
        json.put("commit_id", identity.commitId());
        json.put("splits_in_commit", identity.splitsInCommit());
        identity.checkpointDelta().ifPresent(delta -> json.set("checkpoint_delta", deltaToJson(delta)));
        ArrayNode replaced = json.putArray("replaced_splits");
        identity.replacedSplits().forEach(replaced::add);
        return json.toString();
    }

    private static ObjectNode deltaToJson(CheckpointDelta delta) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("source_id", delta.sourceId());
        ObjectNode partitions = json.putObject("partitions");
        delta.partitions()
                .forEach((partition, stretch) -> partitions
                        .putObject(partition)
                        .put("from", stretch.from().toString())
                        .put("to", stretch.to().toString()));
        return json;
    }

    /// @param name of the split, for messages
    /// @throws TrawlException CORRUPTED
    static SplitIdentity read(String name, String text) {
        try {
            JsonNode json = MAPPER.readTree(text);
            List<String> replaced = new ArrayList<>();
            json.path("replaced_splits").forEach(split -> replaced.add(split.asString()));
            return new SplitIdentity(
                    SplitMetadataJson.fromJson(json.path("metadata")),
                    json.path("index_config").asString(""),
                    json.path("commit_id").asString(""),
                    json.path("splits_in_commit").asInt(1),
                    delta(json.path("checkpoint_delta")),
                    replaced);
        } catch (JacksonException | IllegalArgumentException broken) {
            throw new TrawlException(
                    ErrorCode.CORRUPTED,
                    "split " + name + " is damaged: its identity cannot be read: " + TrawlException.describe(broken),
                    broken);
        }
    }

    private static Optional<CheckpointDelta> delta(JsonNode json) {
        if (json.isMissingNode()) {
            return Optional.empty();
        }
        Map<String, PartitionDelta> partitions = new HashMap<>();
        json.path("partitions")
                .forEachEntry((partition, stretch) -> partitions.put(
                        partition,
                        new PartitionDelta(
                                Position.parse(stretch.path("from").asString()),
                                Position.parse(stretch.path("to").asString()))));
        return Optional.of(new CheckpointDelta(json.path("source_id").asString(), partitions));
    }
}
