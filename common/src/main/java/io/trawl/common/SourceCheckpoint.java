package io.trawl.common;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// How far a source has been published: a position for each of its partitions that was ever read. Immutable.
///
/// @param positions partition id to the position of its last published record
public record SourceCheckpoint(SortedMap<String, Position> positions) {
    public static final SourceCheckpoint EMPTY = new SourceCheckpoint(Map.of());

    public SourceCheckpoint {
        positions = Collections.unmodifiableSortedMap(new TreeMap<>(positions));
    }

    public SourceCheckpoint(Map<String, Position> positions) {
        this(new TreeMap<>(positions));
    }

    /// The beginning for a partition that was never read.
    public Position position(String partitionId) {
        return positions.getOrDefault(partitionId, Position.BEGINNING);
    }

    /// Why `delta` cannot follow this checkpoint: the first partition of which it would publish records a second time.
    public Optional<String> conflictWith(CheckpointDelta delta) {
        for (Map.Entry<String, PartitionDelta> entry : delta.partitions().entrySet()) {
            Position current = position(entry.getKey());
            PartitionDelta stretch = entry.getValue();
            if (stretch.from().compareTo(current) < 0) {
                return Optional.of("partition `" + entry.getKey() + "` is published to `" + current
                        + "`, and the delta overlaps it from `" + stretch.from() + "` to `" + stretch.to() + "`");
            }
        }
        return Optional.empty();
    }

    /// Whether `delta` leaves records out: some partition's stretch begins after the current position.
    public boolean hasGapBefore(CheckpointDelta delta) {
        return delta.partitions().entrySet().stream()
                .anyMatch(entry -> entry.getValue().from().compareTo(position(entry.getKey())) > 0);
    }

    /// This checkpoint after `delta` was published. A gap is allowed, an overlap never.
    ///
    /// @throws TrawlException CHECKPOINT_CONFLICT if records would be published a second time
    public SourceCheckpoint apply(CheckpointDelta delta) {
        Optional<String> conflict = conflictWith(delta);
        if (conflict.isPresent()) {
            throw new TrawlException(
                    ErrorCode.CHECKPOINT_CONFLICT,
                    "checkpoint delta of source `" + delta.sourceId() + "` cannot be applied: " + conflict.get());
        }
        SortedMap<String, Position> next = new TreeMap<>(positions);
        delta.partitions().forEach((partition, stretch) -> next.put(partition, stretch.to()));
        return new SourceCheckpoint(next);
    }
}
