package io.trawl.common;

/// A stretch of one partition: the records after `from` up to and including `to`.
///
/// @param from the position the stretch begins after
/// @param to the position of its last record, greater than `from`
public record PartitionDelta(Position from, Position to) {
    public PartitionDelta {
        if (from.compareTo(to) >= 0) {
            throw new IllegalArgumentException(
                    "partition delta from `" + from + "` to `" + to + "` is empty or reversed");
        }
    }

    /// This stretch and the one right after it as one.
    public PartitionDelta then(PartitionDelta next) {
        if (!to.equals(next.from)) {
            throw new IllegalArgumentException(
                    "partition delta that ends at `" + to + "` is not followed by one from `" + next.from + "`");
        }
        return new PartitionDelta(from, next.to);
    }
}
