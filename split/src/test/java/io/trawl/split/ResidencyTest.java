package io.trawl.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.testkit.TestSeed;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ResidencyTest {
    @Test
    void agreesWithABitSet() {
        Random random = TestSeed.next("ResidencyTest").random();
        for (int round = 0; round < 200; round++) {
            int pages = 1 + random.nextInt(400);
            Residency residency = new Residency(pages);
            BitSet expected = new BitSet();
            for (int i = 0; i < 30; i++) {
                int first = random.nextInt(pages);
                int end = Math.min(pages, first + 1 + random.nextInt(random.nextBoolean() ? 3 : 150));
                if (random.nextInt(3) == 0) {
                    residency.mark(first, end);
                    expected.set(first, end);
                }
                check(residency, expected, first, end, pages);
            }
        }
    }

    private static void check(Residency residency, BitSet expected, int first, int end, int pages) {
        assertThat(residency.residentPages()).isEqualTo(expected.cardinality());
        assertThat(residency.areResident(first, end)).isEqualTo(expected.nextClearBit(first) >= end);
        assertThat(residency.runEnd(first, pages)).isEqualTo(Math.min(pages, expected.nextClearBit(first)));
        assertThat(residency.isResident(first)).isEqualTo(expected.get(first));
        if (expected.get(first)) {
            assertThat(residency.runStart(first, 0)).isEqualTo(expected.previousClearBit(first) + 1);
            int limit = Math.max(0, first - 20);
            assertThat(residency.runStart(first, limit))
                    .isEqualTo(Math.max(limit, expected.previousClearBit(first) + 1));
        }
    }
}
