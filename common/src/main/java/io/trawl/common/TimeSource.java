package io.trawl.common;

import java.time.Instant;

/// Where time comes from. The product uses [#SYSTEM], tests a clock they turn by hand.
public interface TimeSource {
    TimeSource SYSTEM = new TimeSource() {
        @Override
        public long epochMillis() {
            return System.currentTimeMillis();
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void sleepMillis(long millis) throws InterruptedException {
            Thread.sleep(millis);
        }
    };

    /// Milliseconds since 1970 by the wall clock, which may jump.
    long epochMillis();

    /// Nanoseconds from an arbitrary origin; never goes back. For measuring and for deadlines.
    long nanoTime();

    /// Waits.
    void sleepMillis(long millis) throws InterruptedException;

    default long epochSeconds() {
        return Math.floorDiv(epochMillis(), 1_000L);
    }

    default Instant now() {
        return Instant.ofEpochMilli(epochMillis());
    }
}
