package io.trawl.storage.remote;

import java.time.Duration;
import java.util.Arrays;

/// Says when a read is late enough for a second request, and how many of those there may be.
///
/// A read is late when it has taken longer than 95 of 100 recent reads of about its length, and at least twice as long
/// as half of them did: where all reads take about the same, the slowest 5 % are not stragglers and a second request
/// would be no faster. Over time at most `share` of the reads get a second request, at most [#BURST] in a row.
/// Cost: 8 KB, and one sort of 256 numbers every 32 reads. (Dean and Barroso, The Tail at Scale, 2013.)
///
/// Safe for concurrent use.
final class Hedging {
    /// Second requests that quiet times save up.
    static final int BURST = 20;

    /// Reads of one class before anything is known of it.
    static final int SAMPLES_MIN = 64;

    /// Recent reads that count.
    private static final int WINDOW = 256;

    private static final int RECOMPUTE_EVERY = 32;

    /// Below this a second request gains nothing that anyone would notice.
    private static final long DELAY_NANOS_MIN = Duration.ofMillis(10).toNanos();

    /// Classes by length: up to 64 KiB, 512 KiB, 4 MiB, and above.
    private static final int CLASSES = 4;

    private final double share;
    /// All guarded by this.
    private final long[][] windows = new long[CLASSES][WINDOW];

    private final long[] counts = new long[CLASSES];
    private final long[] delays = new long[CLASSES];
    private double tokens;

    Hedging(double share) {
        this.share = share;
    }

    /// A read of so many bytes was answered, by whichever request, after so long.
    synchronized void answered(long bytes, long nanos) {
        tokens = Math.min(BURST, tokens + share);
        int size = classOf(bytes);
        windows[size][(int) (counts[size] % WINDOW)] = nanos;
        counts[size]++;
        if (counts[size] >= SAMPLES_MIN && counts[size] % RECOMPUTE_EVERY == 0) {
            delays[size] = delay(size);
        }
    }

    /// How long to wait for a read before it is late.
    ///
    /// @return 0 if it is not known
    synchronized long delayNanos(long bytes) {
        return share == 0 ? 0 : delays[classOf(bytes)];
    }

    /// Takes one second request from the share.
    ///
    /// @return false if it is spent
    synchronized boolean tryHedge() {
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }

    private long delay(int size) {
        long[] sorted = Arrays.copyOf(windows[size], (int) Math.min(counts[size], WINDOW));
        Arrays.sort(sorted);
        long p95 = sorted[(int) (sorted.length * 0.95)];
        long median = sorted[sorted.length / 2];
        return Math.max(DELAY_NANOS_MIN, Math.max(p95, 2 * median));
    }

    private static int classOf(long bytes) {
        if (bytes <= 64 << 10) {
            return 0;
        }
        if (bytes <= 512 << 10) {
            return 1;
        }
        return bytes <= 4 << 20 ? 2 : 3;
    }
}
