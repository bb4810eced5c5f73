package io.trawl.search.leaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.split.FetchCost;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class WaveTimesTest {
    private static FetchCost wave(long longest) {
        return new FetchCost(3, 2 * longest, 1, longest);
    }

    @Test
    void startsAsTheStorageOfTheDesign() {
        WaveTimes times = new WaveTimes();

        assertThat(times.micros(FetchCost.NONE)).isZero();
        assertThat(times.micros(wave(0))).isCloseTo(30_000, Percentage.withPercentage(2));
        assertThat(times.micros(wave(512 << 10))).isCloseTo(35_825, Percentage.withPercentage(2));
    }

    @Test
    void learnsAnotherStorage() {
        WaveTimes times = new WaveTimes();
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            long longest = 16_384 + random.nextInt(500_000);
            double micros = 100_000 + longest / 40.0 + random.nextGaussian() * 2_000;
            times.learn(wave(longest), (long) (micros * 1_000));
        }

        assertThat(times.micros(wave(20_000))).isCloseTo(100_500, Percentage.withPercentage(5));
        assertThat(times.micros(wave(500_000))).isCloseTo(112_500, Percentage.withPercentage(5));
    }

    @Test
    void doesNotTakeFasterLongWavesForALaw() {
        WaveTimes times = new WaveTimes();
        for (int i = 0; i < 100; i++) {
            times.learn(wave(16_384), 50_000_000);
            times.learn(wave(400_000), 10_000_000);
        }

        assertThat(times.micros(wave(5_000_000))).isPositive();
    }
}
