package io.trawl.search.collect;

import io.trawl.query.AggregationRequest;

/// The grid of a date histogram: intervals of equal length, numbered, over nanoseconds since 1970.
///
/// Interval 0 starts at the offset, cut to less than one interval, so that requests whose grids are the same
/// number it the same.
final class HistogramGrid {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final long intervalMillis;
    private final long offsetMillis;
    private final long intervalNanos;
    private final long offsetNanos;

    HistogramGrid(long intervalMillis, long offsetMillis) {
        this.intervalMillis = intervalMillis;
        this.offsetMillis = Math.floorMod(offsetMillis, intervalMillis);
        // Longer than the 584 years that nanoseconds span is as good as that long.
        long longest = Long.MAX_VALUE / NANOS_PER_MILLI;
        this.intervalNanos = Math.min(intervalMillis, longest) * NANOS_PER_MILLI;
        this.offsetNanos = Math.min(this.offsetMillis, longest) * NANOS_PER_MILLI;
    }

    static HistogramGrid of(AggregationRequest.DateHistogram request) {
        return new HistogramGrid(request.intervalMillis(), request.offsetMillis());
    }

    /// The interval that a time is in.
    long index(long nanos) {
        long shifted = nanos - offsetNanos;
        boolean underflow = shifted > nanos;
        return underflow ? Math.floorDiv(nanos, intervalNanos) - 1 : Math.floorDiv(shifted, intervalNanos);
    }

    /// First nanosecond of the interval; times before what a long holds become the first that it does.
    long startNanos(long index) {
        long high = Math.multiplyHigh(index, intervalNanos);
        long low = index * intervalNanos;
        if (high != low >> 63) {
            return index < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        long start = low + offsetNanos;
        return start < low ? Long.MAX_VALUE : start;
    }

    long startMillis(long index) {
        return index * intervalMillis + offsetMillis;
    }

    /// The interval that a time in milliseconds is in.
    long indexOfMillis(double millis) {
        return (long) Math.floor((millis - offsetMillis) / intervalMillis);
    }
}
