package io.trawl.search.leaf;

import io.trawl.split.FetchCost;

/// Learns how long a wave takes from those that were made: a latency, and a time for each byte of its longest request,
/// which run side by side.
///
/// A line is fitted through what was seen, the older the less it counts; it starts as the design's storage, 30 ms and
/// 90 MB/s, and that assumption fades like everything else. Safe for concurrent use.
final class WaveTimes {
    private static final double FIRST_BYTE_MICROS = 30_000;
    private static final double MICROS_PER_BYTE = 1 / 90.0;
    /// What a wave counts one wave later: some thirty waves are remembered.
    private static final double FADING = 0.97;
    /// What an assumption counts beside a wave that was seen.
    private static final double ASSUMED_WEIGHT = 0.2;

    /// Sums over waves: weight, bytes, micros, bytes squared, bytes times micros. Guarded by this.
    private double weight;

    private double bytes;
    private double micros;
    private double bytesSquared;
    private double bytesMicros;

    WaveTimes() {
        // Two waves far from each other, so that there is a line from the start.
        add(16 << 10, FIRST_BYTE_MICROS + (16 << 10) * MICROS_PER_BYTE, ASSUMED_WEIGHT);
        add(512 << 10, FIRST_BYTE_MICROS + (512 << 10) * MICROS_PER_BYTE, ASSUMED_WEIGHT);
    }

    /// One wave that was alone.
    synchronized void learn(FetchCost cost, long nanos) {
        if (cost.waves() == 1) {
            weight *= FADING;
            bytes *= FADING;
            micros *= FADING;
            bytesSquared *= FADING;
            bytesMicros *= FADING;
            add(cost.longestRequest(), nanos / 1_000.0, 1);
        }
    }

    private void add(double longest, double took, double counts) {
        weight += counts;
        bytes += counts * longest;
        micros += counts * took;
        bytesSquared += counts * longest * longest;
        bytesMicros += counts * longest * took;
    }

    /// How long it should take.
    synchronized long micros(FetchCost cost) {
        if (cost.requests() == 0) {
            return 0;
        }
        double meanBytes = bytes / weight;
        double meanMicros = micros / weight;
        double spread = bytesSquared / weight - meanBytes * meanBytes;
        // Waves of one length say nothing about the slope.
        double slope =
                spread < 1e6 ? MICROS_PER_BYTE : Math.max(0, (bytesMicros / weight - meanBytes * meanMicros) / spread);
        double wave = meanMicros + slope * (cost.longestRequest() - meanBytes);
        return Math.round(cost.waves() * Math.max(0, wave));
    }
}
