package io.trawl.testkit;

import java.util.Random;

/// A seed for a randomized test. It prints itself, so that a failure can be run again with `-Dtest.seed=`.
public final class TestSeed {
    private final long seed;

    private TestSeed(long seed) {
        this.seed = seed;
    }

    /// The seed given by `-Dtest.seed=`, or a fresh one.
    public static TestSeed next(String test) {
        String given = System.getProperty("test.seed", "");
        long seed = given.isBlank() ? System.nanoTime() : Long.parseLong(given.strip());
        System.out.println(test + ": seed " + seed + " (run again with -Dtest.seed=" + seed + ")");
        return new TestSeed(seed);
    }

    public long value() {
        return seed;
    }

    public Random random() {
        return new Random(seed);
    }

    /// An independent stream, for one of several threads or rounds.
    public Random random(int stream) {
        return new Random(seed * 31 + stream * 0x9E3779B97F4A7C15L);
    }
}
