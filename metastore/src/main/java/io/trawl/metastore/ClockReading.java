package io.trawl.metastore;

import io.trawl.common.TimeSource;
import java.time.Duration;

/// A moment by both clocks of this machine.
///
/// A process that was stopped sees it by either; a machine that slept sees it by the wall clock only, and a wall
/// clock that was set back shows less. So a stretch of time counts as short only if both clocks say so.
record ClockReading(long epochMillis, long nanos) {
    /// How far the wall clock may go back without being distrusted: more than time servers correct at once.
    private static final long SET_BACK_MILLIS_MAX = 60_000;

    static ClockReading now(TimeSource timeSource) {
        return new ClockReading(timeSource.epochMillis(), timeSource.nanoTime());
    }

    /// Whether less than `limit` has passed since, beyond doubt.
    boolean isWithin(Duration limit, TimeSource timeSource) {
        long wall = timeSource.epochMillis() - epochMillis;
        long monotonic = (timeSource.nanoTime() - nanos) / 1_000_000;
        return wall > -SET_BACK_MILLIS_MAX && Math.max(wall, monotonic) < limit.toMillis();
    }

    Duration age(TimeSource timeSource) {
        return Duration.ofNanos(Math.max(0, timeSource.nanoTime() - nanos));
    }
}
