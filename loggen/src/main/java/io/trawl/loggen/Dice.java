package io.trawl.loggen;

/// Random numbers, the same for the same seed everywhere: xorshift64*, which costs a nanosecond a number.
final class Dice {
    private long state;

    Dice(long seed) {
        // Mixed, since xorshift is slow to leave seeds of few bits, and must not start at zero.
        long mixed = (seed + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        state = (mixed ^ (mixed >>> 31)) | 1;
    }

    long nextLong() {
        state ^= state >>> 12;
        state ^= state << 25;
        state ^= state >>> 27;
        return state * 0x2545F4914F6CDD1DL;
    }

    /// From 0 to `bound`, exclusive.
    int nextInt(int bound) {
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }

    /// From 0 to 1, exclusive.
    double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    boolean chance(int percent) {
        return nextInt(100) < percent;
    }

    boolean oneIn(int times) {
        return nextInt(times) == 0;
    }
}
