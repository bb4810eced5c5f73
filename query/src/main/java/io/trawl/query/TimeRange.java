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

    /// Whether a column of times in `[firstSecond, lastSecond]`, both inclusive as split metadata has them, may hold
    /// one that lies inside.
    public boolean overlaps(long firstSecond, long lastSecond) {
        return !isEmpty() && firstSecond < endSeconds && latest(lastSecond) >= startSeconds;
    }

    /// Whether every time of such a column lies inside, so that a time filter has nothing to do.
    public boolean contains(long firstSecond, long lastSecond) {
        return isBehindStart(firstSecond) && isBeforeEnd(lastSecond);
    }

    /// This range without the bounds that no time of such a column lies beyond.
    public TimeRange openedFor(long firstSecond, long lastSecond) {
        return new TimeRange(
                isBehindStart(firstSecond) ? Long.MIN_VALUE : startSeconds,
                isBeforeEnd(lastSecond) ? Long.MAX_VALUE : endSeconds);
    }

    private boolean isBehindStart(long firstSecond) {
        return firstSecond >= startSeconds;
    }

    private boolean isBeforeEnd(long lastSecond) {
        return latest(lastSecond) < endSeconds || endSeconds == Long.MAX_VALUE;
    }

    /// Metadata rounds times down to seconds, columns cut them toward 1970: a time before that may have become the
    /// next second.
    private static long latest(long lastSecond) {
        return lastSecond < 0 ? lastSecond + 1 : lastSecond;
    }
}
