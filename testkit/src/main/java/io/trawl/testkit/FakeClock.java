package io.trawl.testkit;

import io.trawl.common.TimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// A clock that stands still until it is turned. A sleep on it turns it.
public final class FakeClock implements TimeSource {
    private final AtomicLong epochMillis;
    private final AtomicLong nanos = new AtomicLong();

    public FakeClock(long epochMillis) {
        this.epochMillis = new AtomicLong(epochMillis);
    }

    /// Starts on 2026-01-01T00:00:00Z.
    public FakeClock() {
        this(1_767_225_600_000L);
    }

    public void advance(Duration by) {
        epochMillis.addAndGet(by.toMillis());
        nanos.addAndGet(by.toNanos());
    }

    /// Lets the wall clock jump, as clocks do; monotonic time is untouched.
    public void jump(Duration by) {
        epochMillis.addAndGet(by.toMillis());
    }

    @Override
    public long epochMillis() {
        return epochMillis.get();
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public void sleepMillis(long millis) {
        advance(Duration.ofMillis(millis));
    }
}
