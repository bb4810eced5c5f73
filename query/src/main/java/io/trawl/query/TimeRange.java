package io.trawl.query;

/// A span of whole seconds since 1970: `startSeconds` inclusive, `endSeconds` exclusive; the extremes of a long are
/// open ends. It holds the seconds in which a document may lie, so it is right to skip a split that it does not
/// touch.
public record TimeRange(long startSeconds, long endSeconds) {
    public static final TimeRange ALL = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);
    public static final TimeRange EMPTY = new TimeRange(0, 0);

    public boolean isEmpty() {
        return startSeconds >= endSeconds;
    }

    public boolean isAll() {
        return startSeconds == Long.MIN_VALUE && endSeconds == Long.MAX_VALUE;
    }

    public TimeRange intersect(TimeRange other) {
        TimeRange both =
                new TimeRange(Math.max(startSeconds, other.startSeconds), Math.min(endSeconds, other.endSeconds));
        return both.isEmpty() ? EMPTY : both;
    }

    /// Whether any second of `[firstSecond, lastSecond]`, both inclusive as split metadata has them, lies inside.
    public boolean overlaps(long firstSecond, long lastSecond) {
        return !isEmpty() && firstSecond < endSeconds && lastSecond >= startSeconds;
    }

    /// Whether every second of `[firstSecond, lastSecond]` lies inside, so that a time filter has nothing to do.
    public boolean contains(long firstSecond, long lastSecond) {
        return firstSecond >= startSeconds && (lastSecond < endSeconds || endSeconds == Long.MAX_VALUE);
    }
}
