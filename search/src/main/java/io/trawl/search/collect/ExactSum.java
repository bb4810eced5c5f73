package io.trawl.search.collect;

import java.math.BigInteger;

/// A sum that does not depend on the order of adding: integers exactly, in 128 bits, and fractions with the
/// rounding errors kept beside the sum (Neumaier).
///
/// @param high and `low` make a signed 128-bit integer
/// @param error what rounding took from `fraction`
public record ExactSum(long high, long low, double fraction, double error) {
    public static final ExactSum ZERO = new ExactSum(0, 0, 0, 0);

    public ExactSum plus(ExactSum other) {
        long sumLow = low + other.low;
        long carry = Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0;
        double sum = fraction + other.fraction;
        double lost = lost(fraction, other.fraction, sum);
        return new ExactSum(high + other.high + carry, sumLow, sum, error + other.error + lost);
    }

    /// What `sum = a + b` rounded away.
    static double lost(double a, double b, double sum) {
        if (Double.isInfinite(sum) || Double.isNaN(sum)) {
            return 0;
        }
        return Math.abs(a) >= Math.abs(b) ? (a - sum) + b : (b - sum) + a;
    }

    public double value() {
        return integer() + (fraction + error);
    }

    private double integer() {
        if (high == low >> 63) {
            return low;
        }
        BigInteger upper = BigInteger.valueOf(high).shiftLeft(Long.SIZE);
        return upper.add(new BigInteger(Long.toUnsignedString(low))).doubleValue();
    }
}
