package io.trawl.metastore;

import io.trawl.common.CheckpointDelta;
import io.trawl.common.PartitionDelta;
import io.trawl.common.Position;
import io.trawl.common.SourceCheckpoint;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Checkpoints as JSON: `{source: {partition: position}}`, and deltas as `{partition: {from, to}}`.
final class CheckpointJson {
    private CheckpointJson() {}

    static ObjectNode toJson(Map<String, SourceCheckpoint> checkpoints) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(checkpoints).forEach((sourceId, checkpoint) -> json.set(sourceId, toJson(checkpoint)));
        return json;
    }

    static ObjectNode toJson(SourceCheckpoint checkpoint) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        checkpoint.positions().forEach((partition, position) -> json.put(partition, position.toString()));
        return json;
    }

    static Map<String, SourceCheckpoint> checkpointsFromJson(JsonNode json) {
        Map<String, SourceCheckpoint> checkpoints = new HashMap<>();
        for (Map.Entry<String, JsonNode> source : json.properties()) {
            Map<String, Position> positions = new HashMap<>();
            for (Map.Entry<String, JsonNode> partition : source.getValue().properties()) {
                positions.put(
                        partition.getKey(), Position.parse(partition.getValue().asString()));
            }
            checkpoints.put(source.getKey(), new SourceCheckpoint(positions));
        }
        return checkpoints;
    }

    static ObjectNode toJson(CheckpointDelta delta) {
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

    static CheckpointDelta deltaFromJson(JsonNode json) {
        Map<String, PartitionDelta> partitions = new HashMap<>();
        for (Map.Entry<String, JsonNode> partition : json.path("partitions").properties()) {
            partitions.put(
                    partition.getKey(),
                    new PartitionDelta(
                            Position.parse(partition.getValue().path("from").asString()),
                            Position.parse(partition.getValue().path("to").asString())));
        }
        return new CheckpointDelta(json.path("source_id").asString(), partitions);
    }
}
