package io.trawl.storage.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HedgingTest {
    private static final long MILLI = Duration.ofMillis(1).toNanos();

    private final Hedging hedging = new Hedging(0.05);

    @Test
    void knowsNothingBeforeItHasSeenEnough() {
        for (int i = 1; i < Hedging.SAMPLES_MIN; i++) {
            hedging.answered(1_000, 30 * MILLI);
            assertThat(hedging.delayNanos(1_000)).isZero();
        }

        hedging.answered(1_000, 30 * MILLI);

        assertThat(hedging.delayNanos(1_000)).isPositive();
        assertThat(hedging.delayNanos(1 << 20)).as("another class of lengths").isZero();
    }

    @Test
    void waitsForTheSlowestOfTwenty() {
        for (int i = 0; i < 256; i++) {
            hedging.answered(1_000, (i % 10 == 0 ? 300 : 30) * MILLI);
        }

        assertThat(hedging.delayNanos(1_000)).isEqualTo(300 * MILLI);
    }

    @Test
    void doesNotTakeTheSlowerOfEqualsForLate() {
        for (int i = 0; i < 256; i++) {
            hedging.answered(1_000, (30 + i % 3) * MILLI);
        }

        assertThat(hedging.delayNanos(1_000)).isEqualTo(62 * MILLI);
    }

    @Test
    void forgetsWhatWasLongAgo() {
        for (int i = 0; i < 256; i++) {
            hedging.answered(1_000, 500 * MILLI);
        }
        for (int i = 0; i < 256; i++) {
            hedging.answered(1_000, 30 * MILLI);
        }

        assertThat(hedging.delayNanos(1_000)).isEqualTo(60 * MILLI);
    }

    @Test
    void savesUpABoundedNumber() {
        assertThat(hedging.tryHedge()).isFalse();
        for (int i = 0; i < 10_000; i++) {
            hedging.answered(1_000, MILLI);
        }

        int hedges = 0;
        while (hedging.tryHedge()) {
            hedges++;
        }

        assertThat(hedges).isEqualTo(Hedging.BURST);
    }
}
