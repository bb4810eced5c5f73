package io.trawl.search.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.testkit.TestSeed;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExactSumTest {
    private static ExactSum integer(long value) {
        return new ExactSum(value >> 63, value, 0, 0);
    }

    private static ExactSum fraction(double value) {
        return new ExactSum(0, 0, value, 0);
    }

    @Test
    void integersAreExactBeyond64Bits() {
        Random random = TestSeed.next("ExactSumTest").random();
        for (int round = 0; round < 1000; round++) {
            BigInteger expected = BigInteger.ZERO;
            ExactSum sum = ExactSum.ZERO;
            for (int i = 0; i < 20; i++) {
                long value = random.nextLong() >> random.nextInt(64);
                expected = expected.add(BigInteger.valueOf(value));
                sum = sum.plus(integer(value));
            }
            assertThat(sum.value()).isEqualTo(expected.doubleValue());
        }
        assertThat(integer(Long.MAX_VALUE).plus(integer(Long.MAX_VALUE)).value())
                .isEqualTo(0x1p64);
        assertThat(integer(Long.MIN_VALUE).plus(integer(Long.MIN_VALUE)).value())
                .isEqualTo(-0x1p64);
        assertThat(integer(5).plus(integer(-7)).value()).isEqualTo(-2);
    }

    @Test
    void fractionsKeepWhatRoundingWouldLose() {
        ExactSum sum = ExactSum.ZERO;
        BigDecimal expected = BigDecimal.ZERO;
        for (int i = 0; i < 100_000; i++) {
            sum = sum.plus(fraction(0.1));
            expected = expected.add(new BigDecimal(0.1));
        }

        assertThat(sum.value()).isEqualTo(expected.doubleValue());
        assertThat(fraction(1e100).plus(fraction(1)).plus(fraction(-1e100)).value())
                .isEqualTo(1);
    }

    @Test
    void infinityStaysInfinite() {
        assertThat(fraction(Double.MAX_VALUE).plus(fraction(Double.MAX_VALUE)).value())
                .isEqualTo(Double.POSITIVE_INFINITY);
    }
}
