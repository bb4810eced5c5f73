package io.trawl.loggen;

import java.util.function.IntToDoubleFunction;

/// A skewed choice, made by one look into a table.
///
/// Tables are made with `StrictMath`, so that they are the same on every machine.
final class Distribution {
    /// Steps of a table: what is rarer than one in this many never comes, which no log of a few GB can tell.
    private static final int STEPS = 1 << 16;

    /// The normal distribution is summed up within these bounds, in these steps; behind them lies less than one in
    /// a million.
    private static final double NORMAL_BOUND = 5;

    private static final double NORMAL_STEP = 1e-4;

    private final int[] values;

    private Distribution(int[] values) {
        this.values = values;
    }

    /// Ranks from 0 to `count`, exclusive, where rank `r` weighs `1 / (r + 1)^skew`: words, users, pages.
    static Distribution zipf(int count, double skew) {
        return weighted(count, rank -> 1 / StrictMath.pow(rank + 1, skew));
    }

    static Distribution weighted(int count, IntToDoubleFunction weight) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += weight.applyAsDouble(i);
        }
        int[] values = new int[STEPS];
        int from = 0;
        double passed = 0;
        for (int i = 0; i < count; i++) {
            passed += weight.applyAsDouble(i);
            int to = i == count - 1 ? STEPS : (int) (passed / sum * STEPS);
            for (; from < to; from++) {
                values[from] = i;
            }
        }
        return new Distribution(values);
    }

    /// Sizes and durations: most near `median`, a few far above. A `spread` of 1 puts one in twenty above five times
    /// the median.
    static Distribution logNormal(double median, double spread) {
        int[] values = new int[STEPS];
        double x = -NORMAL_BOUND;
        double below = 0;
        for (int i = 0; i < STEPS; i++) {
            double wanted = (i + 0.5) / STEPS;
            while (below < wanted && x < NORMAL_BOUND) {
                below += normalDensity(x + NORMAL_STEP / 2) * NORMAL_STEP;
                x += NORMAL_STEP;
            }
            values[i] = (int) Math.min(1e9, median * StrictMath.exp(spread * x));
        }
        return new Distribution(values);
    }

    int draw(Dice dice) {
        return values[(int) (dice.nextLong() >>> 48)];
    }

    private static double normalDensity(double x) {
        return StrictMath.exp(-x * x / 2) / StrictMath.sqrt(2 * StrictMath.PI);
    }
}
