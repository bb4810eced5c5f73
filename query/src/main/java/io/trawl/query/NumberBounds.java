package io.trawl.query;

import io.trawl.docmapper.ColumnCodec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// A range of numbers, whatever their type: the same bounds as integers of both signs and as floats.
final class NumberBounds {
    private static final BigInteger U64_MAX = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
    private static final BigInteger I64_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger I64_MAX = BigInteger.valueOf(Long.MAX_VALUE);
    /// Beyond this every 64-bit integer is on one side, and nothing is gained by exact arithmetic.
    private static final double BEYOND_INTEGERS = 1e20;

    private final @Nullable Number lower;
    private final boolean lowerIncluded;
    private final @Nullable Number upper;
    private final boolean upperIncluded;

    /// @param nearest the double that a column would hold for it
    private record Number(double nearest, BigDecimal exact) {}

    private NumberBounds(@Nullable Number lower, boolean lowerIncluded, @Nullable Number upper, boolean upperIncluded) {
        this.lower = lower;
        this.lowerIncluded = lowerIncluded;
        this.upper = upper;
        this.upperIncluded = upperIncluded;
    }

    /// Empty if a bound is no number.
    static Optional<NumberBounds> parse(RangeBounds bounds) {
        @Nullable Number lower = bounds.lower().flatMap(NumberBounds::number).orElse(null);
        @Nullable Number upper = bounds.upper().flatMap(NumberBounds::number).orElse(null);
        if (lower == null && bounds.lower().isPresent()
                || upper == null && bounds.upper().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new NumberBounds(lower, bounds.lowerIncluded(), upper, bounds.upperIncluded()));
    }

    private static Optional<Number> number(String text) {
        OptionalDouble nearest = TypedValue.f64(text);
        if (nearest.isEmpty()) {
            return Optional.empty();
        }
        double value = nearest.getAsDouble();
        // A long exponent would make exact arithmetic as long as it says.
        boolean short_ = text.length() <= 40 && text.indexOf('e') < 0 && text.indexOf('E') < 0;
        return Optional.of(new Number(value, short_ ? new BigDecimal(text) : new BigDecimal(value)));
    }

    /// Inclusive bounds of a column; empty if no value can lie inside.
    record ColumnRange(long low, long high) {
        boolean isEmpty() {
            return low > high;
        }
    }

    private static final ColumnRange NOTHING = new ColumnRange(1, 0);

    ColumnRange i64() {
        BigInteger low = lowestInteger(I64_MIN);
        BigInteger high = highestInteger(I64_MAX);
        if (low.compareTo(high) > 0) {
            return NOTHING;
        }
        return new ColumnRange(low.longValue(), high.longValue());
    }

    ColumnRange u64() {
        BigInteger low = lowestInteger(BigInteger.ZERO);
        BigInteger high = highestInteger(U64_MAX);
        if (low.compareTo(high) > 0) {
            return NOTHING;
        }
        return new ColumnRange(ColumnCodec.encodeU64(low.longValue()), ColumnCodec.encodeU64(high.longValue()));
    }

    ColumnRange f64() {
        long low = Long.MIN_VALUE;
        long high = Long.MAX_VALUE;
        if (lower != null) {
            low = ColumnCodec.encodeF64(lower.nearest()) + (lowerIncluded ? 0 : 1);
        }
        if (upper != null) {
            high = ColumnCodec.encodeF64(upper.nearest()) - (upperIncluded ? 0 : 1);
        }
        return new ColumnRange(low, high);
    }

    private BigInteger lowestInteger(BigInteger min) {
        if (lower == null || lower.nearest() < -BEYOND_INTEGERS) {
            return min;
        }
        if (lower.nearest() > BEYOND_INTEGERS) {
            return U64_MAX.add(BigInteger.TWO);
        }
        BigInteger ceiling = lower.exact().setScale(0, RoundingMode.CEILING).toBigInteger();
        boolean isBound = new BigDecimal(ceiling).compareTo(lower.exact()) == 0;
        return min.max(isBound && !lowerIncluded ? ceiling.add(BigInteger.ONE) : ceiling);
    }

    private BigInteger highestInteger(BigInteger max) {
        if (upper == null || upper.nearest() > BEYOND_INTEGERS) {
            return max;
        }
        if (upper.nearest() < -BEYOND_INTEGERS) {
            return I64_MIN.subtract(BigInteger.TWO);
        }
        BigInteger floor = upper.exact().setScale(0, RoundingMode.FLOOR).toBigInteger();
        boolean isBound = new BigDecimal(floor).compareTo(upper.exact()) == 0;
        return max.min(isBound && !upperIncluded ? floor.subtract(BigInteger.ONE) : floor);
    }
}
