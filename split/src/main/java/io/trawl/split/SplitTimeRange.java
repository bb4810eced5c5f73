package io.trawl.split;

import java.time.Instant;

/// The earliest and the latest timestamp of a split's documents, in seconds since 1970, both inclusive.
public record SplitTimeRange(long start, long end) {
    public SplitTimeRange {
        if (end < start) {
            throw new IllegalArgumentException(
                    "a time range must not end before it starts, got " + start + " to " + end);
        }
    }

    /// The smallest range that holds both.
    public SplitTimeRange union(SplitTimeRange other) {
        return new SplitTimeRange(Math.min(start, other.start), Math.max(end, other.end));
    }

    @Override
    public String toString() {
        return Instant.ofEpochSecond(start) + " to " + Instant.ofEpochSecond(end);
    }
}
