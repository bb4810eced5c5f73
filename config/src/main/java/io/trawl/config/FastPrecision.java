package io.trawl.config;

import java.util.Locale;

/// To what a time is cut in its column.
public enum FastPrecision {
    SECONDS(1_000_000_000L),
    MILLISECONDS(1_000_000L),
    MICROSECONDS(1_000L),
    NANOSECONDS(1L);

    private final long nanos;

    FastPrecision(long nanos) {
        this.nanos = nanos;
    }

    /// Nanoseconds in one unit.
    public long nanos() {
        return nanos;
    }

    /// As configs write it.
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
