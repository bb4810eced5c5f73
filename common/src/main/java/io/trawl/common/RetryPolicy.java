package io.trawl.common;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// How often and how patiently something is tried again: exponential backoff with full jitter.
///
/// @param maxAttempts tries in all, at least 1
/// @param baseDelay the longest first wait; each later one may be twice as long
/// @param maxDelay the longest wait
public record RetryPolicy(int maxAttempts, Duration baseDelay, Duration maxDelay) {
    public RetryPolicy {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts must be at least 1, got " + maxAttempts);
        }
    }

    /// The wait before try number `attempt`, which counts from 1; zero before the first.
    public Duration delayBefore(int attempt, RandomGenerator random) {
        if (attempt <= 1) {
            return Duration.ZERO;
        }
        long cap = Math.min(maxDelay.toMillis(), baseDelay.toMillis() << Math.min(attempt - 2, 30));
        return Duration.ofMillis(cap <= 0 ? 0 : random.nextLong(cap + 1));
    }

    /// Calls `action` until it succeeds, fails for good, or the tries or the time run out.
    ///
    /// @param isTransient says of a failure whether another try may succeed
    public <T> T call(
            Action<T> action,
            Predicate<TrawlException> isTransient,
            Deadline deadline,
            TimeSource timeSource,
            RandomGenerator random) {
        for (int attempt = 1; ; attempt++) {
            try {
                return action.run();
            } catch (TrawlException failure) {
                Duration delay = delayBefore(attempt + 1, random);
                if (attempt >= maxAttempts
                        || !isTransient.test(failure)
                        || deadline.remainingNanos() <= delay.toNanos()) {
                    throw failure;
                }
                pause(delay, timeSource, failure);
            }
        }
    }

    private static void pause(Duration delay, TimeSource timeSource, TrawlException failure) {
        try {
            timeSource.sleepMillis(delay.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }

    /// What is tried.
    @FunctionalInterface
    public interface Action<T> {
        T run();
    }
}
