package io.trawl.testkit;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Waits for something that another thread brings about; fails loudly when it does not come.
public final class Eventually {
    private Eventually() {}

    /// Waits until `condition` holds, at most 30 seconds.
    public static void isTrue(String what, BooleanSupplier condition) {
        isTrue(what, Duration.ofSeconds(30), condition);
    }

    public static void isTrue(String what, Duration within, BooleanSupplier condition) {
        long end = System.nanoTime() + within.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not true within " + within.toMillis() + " ms: " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }
}
