package io.trawl.loggen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DistributionTest {
    private final Dice dice = new Dice(1);

    @Test
    void lowRanksComeMostOften() {
        int[] counts = counts(Distribution.zipf(100, 1.0), 100);

        // One over the hundredth harmonic number, and half of it.
        assertThat(counts[0] / 1e6).isBetween(0.19, 0.196);
        assertThat(counts[1] / 1e6).isBetween(0.094, 0.099);
        assertThat(Arrays.stream(counts)).allMatch(count -> count > 500);
    }

    private int[] counts(Distribution distribution, int size) {
        int[] counts = new int[size];
        for (int i = 0; i < 1_000_000; i++) {
            counts[distribution.draw(dice)]++;
        }
        return counts;
    }

    @Test
    void sizesSpreadAroundTheirMedian() {
        Distribution sizes = Distribution.logNormal(1_000, 1.0);
        int below = 0;
        int far = 0;
        for (int i = 0; i < 100_000; i++) {
            int size = sizes.draw(dice);
            below += size < 1_000 ? 1 : 0;
            far += size > 5_180 ? 1 : 0;
        }

        assertThat(below / 1e5).isBetween(0.49, 0.51);
        // exp(1.645) times the median has five in a hundred above it.
        assertThat(far / 1e5).isBetween(0.045, 0.055);
    }

    @Test
    void diceAreFair() {
        int[] counts = new int[6];
        for (int i = 0; i < 600_000; i++) {
            counts[dice.nextInt(6)]++;
        }

        assertThat(Arrays.stream(counts)).allMatch(count -> Math.abs(count - 100_000) < 2_000);
    }
}
