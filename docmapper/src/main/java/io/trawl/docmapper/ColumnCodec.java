package io.trawl.docmapper;

import io.trawl.config.FastPrecision;
import org.apache.lucene.util.NumericUtils;

/// Values of numeric columns: the order of the column's longs is the order of values.
///
/// Times are nanoseconds since 1970 whatever their precision: a column cut to milliseconds has 10^6 as a common
/// divisor, which Lucene's encoding takes out, so the unit costs nothing and every reader knows only one.
public final class ColumnCodec {
    /// Longest text in a column; longer ones are cut here, at a character's border. Lucene's own limit is 32,766.
    public static final int TEXT_BYTES_MAX = 32_000;

    private ColumnCodec() {}

    public static long encodeU64(long bits) {
        return bits ^ Long.MIN_VALUE;
    }

    public static long decodeU64(long column) {
        return column ^ Long.MIN_VALUE;
    }

    /// Negative zero is zero.
    public static long encodeF64(double value) {
        return NumericUtils.doubleToSortableLong(value + 0.0);
    }

    public static double decodeF64(long column) {
        return NumericUtils.sortableLongToDouble(column);
    }

    public static long encodeBool(boolean value) {
        return value ? 1 : 0;
    }

    /// Cuts a time, in nanoseconds, to the precision of a column, toward 1970.
    public static long truncate(long nanos, FastPrecision precision) {
        return nanos - nanos % precision.nanos();
    }
}
