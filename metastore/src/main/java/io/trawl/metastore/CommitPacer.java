package io.trawl.metastore;

import io.trawl.common.TimeSource;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// Lets several writers of one log take turns.
///
/// The writer that won an entry knows the state after it and can write the next at once, while the others have to
/// read it first: left alone, the first to win would win for ever. So a winner waits for about as long as the others
/// need to catch up, when it has met others lately, and now and then when it has not, to find out. The wait costs no
/// throughput, since operations gather meanwhile, and some latency. Used by one thread.
final class CommitPacer {
    /// How long after a lost race others are thought to be there.
    private static final Duration MEMORY = Duration.ofSeconds(2);
    /// Entries in a row, each right after the other, before a lone writer looks around.
    private static final int STREAK_MAX = 8;
    /// A longer wait than two slow puts would be felt.
    private static final long PAUSE_MILLIS_MAX = 200;
    /// Weight of the last put in the average: a handful of puts are remembered.
    private static final double WEIGHT = 0.3;

    private final TimeSource timeSource;
    private final RandomGenerator random;
    private double putMillis;
    private boolean hasLost;
    private long lostNanos;
    private long wonNanos;
    private int streak;

    CommitPacer(TimeSource timeSource, RandomGenerator random) {
        this.timeSource = timeSource;
        this.random = random;
    }

    void lost() {
        hasLost = true;
        lostNanos = timeSource.nanoTime();
        streak = 0;
    }

    /// @param sentNanos when the put was sent
    void won(long sentNanos) {
        long now = timeSource.nanoTime();
        double millis = (now - sentNanos) / 1e6;
        putMillis = putMillis == 0 ? millis : putMillis + WEIGHT * (millis - putMillis);
        boolean isRightAfter = sentNanos - wonNanos < (now - sentNanos) / 2;
        streak = isRightAfter ? streak + 1 : 1;
        wonNanos = now;
    }

    boolean isContended() {
        return hasLost && timeSource.nanoTime() - lostNanos < MEMORY.toNanos();
    }

    /// How long to wait after the last entry before the next is made.
    long pauseMillis() {
        if (isContended()) {
            return upTo(putMillis, 2 * putMillis);
        }
        if (streak >= STREAK_MAX) {
            streak = 0;
            return upTo(2 * putMillis, 3 * putMillis);
        }
        return 0;
    }

    private long upTo(double low, double high) {
        return Math.min(PAUSE_MILLIS_MAX, Math.round(low + random.nextDouble() * (high - low)));
    }
}
