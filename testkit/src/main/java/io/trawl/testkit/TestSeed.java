package io.trawl.testkit;

import java.util.Random;

/// A seed for a randomized test. It prints itself, so that a failure can be run again with `-Dtest.seed=`.
///
/// Without that property each test has a seed of its own that never changes: what fails then, the change under test
/// broke. `-Dtest.seed=fresh`, which `./check --long` sets, draws new ones: that is where new defects are found.
public final class TestSeed {
    private static final String FRESH = "fresh";

    private final long seed;

    private TestSeed(long seed) {
        this.seed = seed;
    }

    /// The seed given by `-Dtest.seed=`, or the one of this test.
    ///
    /// @param test its name
    public static TestSeed next(String test) {
        String given = System.getProperty("test.seed", "").strip();
        long seed = switch (given) {
            case "" -> test.hashCode() * 0x9E3779B97F4A7C15L >>> 16;
            case FRESH -> System.nanoTime();
            default -> Long.parseLong(given);
        };
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
