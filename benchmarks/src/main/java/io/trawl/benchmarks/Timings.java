package io.trawl.benchmarks;

import java.util.Arrays;

/// How long each run of something took.
final class Timings {
    private long[] nanos = new long[1024];
    private int count;

    void add(long taken) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = taken;
    }

    int count() {
        return count;
    }

    double minMillis() {
        return sorted()[0] / 1e6;
    }

    /// The median.
    double p50Millis() {
        return sorted()[count / 2] / 1e6;
    }

    private long[] sorted() {
        if (count == 0) {
            throw new IllegalStateException("nothing was timed");
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted;
    }
}
