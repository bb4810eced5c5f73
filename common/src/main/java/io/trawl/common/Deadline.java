package io.trawl.common;

import java.time.Duration;

/// A point in monotonic time after which nobody waits any more.
public final class Deadline {
    private final TimeSource timeSource;
    private final long nanos;

    private Deadline(TimeSource timeSource, long nanos) {
        this.timeSource = timeSource;
        this.nanos = nanos;
    }

    public static Deadline after(TimeSource timeSource, Duration timeout) {
        return new Deadline(timeSource, timeSource.nanoTime() + timeout.toNanos());
    }

    /// As far away as makes no difference: ten years.
    public static Deadline never(TimeSource timeSource) {
        return after(timeSource, Duration.ofDays(3650));
    }

    public boolean hasPassed() {
        return remainingNanos() <= 0;
    }

    /// Nanoseconds left; zero or less once it has passed.
    public long remainingNanos() {
        return nanos - timeSource.nanoTime();
    }

    public long remainingMillis() {
        return Math.max(0, remainingNanos() / 1_000_000);
    }

    /// The earlier of this deadline and one that is `timeout` from now.
    public Deadline within(Duration timeout) {
        Deadline other = after(timeSource, timeout);
        return other.remainingNanos() < remainingNanos() ? other : this;
    }
}
