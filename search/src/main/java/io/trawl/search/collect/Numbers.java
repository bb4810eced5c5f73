package io.trawl.search.collect;

import io.trawl.docmapper.ColumnCodec;
import io.trawl.query.FieldColumn;

/// Conversions of numeric column values.
final class Numbers {
    private static final double TWO_POW_63 = 0x1p63;

    private Numbers() {}

    static double toDouble(FieldColumn.Kind type, long bits) {
        return switch (type) {
            case F64 -> ColumnCodec.decodeF64(bits);
            case U64 -> unsignedToDouble(ColumnCodec.decodeU64(bits));
            case I64, BOOL, DATETIME -> bits;
            case TEXT, IP, BYTES -> throw new IllegalArgumentException(type + " columns hold no numbers");
        };
    }

    static double unsignedToDouble(long value) {
        // Halved with the lost bit kept sticky, so that rounding is right.
        return value >= 0 ? value : ((value >>> 1) | (value & 1)) * 2.0;
    }

    /// Whether `value` is an integer that a long holds exactly.
    static boolean isLong(double value) {
        return value == Math.rint(value) && value >= -TWO_POW_63 && value < TWO_POW_63;
    }
}
