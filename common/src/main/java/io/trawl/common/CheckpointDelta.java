package io.trawl.common;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a published batch of splits consumed of a source: one stretch for each partition it read from.
///
/// @param sourceId the source that was read
/// @param partitions partition id to the stretch of it; may be empty
public record CheckpointDelta(String sourceId, Map<String, PartitionDelta> partitions) {
    public CheckpointDelta {
        if (sourceId.isEmpty()) {
            throw new IllegalArgumentException("checkpoint delta without a source id");
        }
        partitions = Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
    }

    public static CheckpointDelta of(String sourceId, String partitionId, Position from, Position to) {
        return new CheckpointDelta(sourceId, Map.of(partitionId, new PartitionDelta(from, to)));
    }

    public boolean isEmpty() {
        return partitions.isEmpty();
    }

    /// This delta and the one that was read right after it, as one.
    ///
    /// @throws IllegalArgumentException if it is of another source, or does not begin where this one ends
    public CheckpointDelta then(CheckpointDelta next) {
        if (!sourceId.equals(next.sourceId)) {
            throw new IllegalArgumentException(
                    "checkpoint deltas of two sources: `" + sourceId + "` and `" + next.sourceId + "`");
        }
        SortedMap<String, PartitionDelta> merged = new TreeMap<>(partitions);
        next.partitions.forEach((partition, delta) -> merged.merge(partition, delta, PartitionDelta::then));
        return new CheckpointDelta(sourceId, merged);
    }
}
