package io.trawl.docmapper;

/// A time that a format has read: seconds since 1970 (negative before) and the nanoseconds after them.
final class DatetimeValue {
    long seconds;

    /// 0 to 999,999,999.
    int nanos;

    /// Nanoseconds since 1970, or the nearest that can be told.
    long epochNanos() {
        return Instants.nanos(seconds, nanos);
    }

    void setNanos(long epochNanos) {
        seconds = Math.floorDiv(epochNanos, Instants.NANOS_PER_SECOND);
        nanos = (int) Math.floorMod(epochNanos, Instants.NANOS_PER_SECOND);
    }
}
