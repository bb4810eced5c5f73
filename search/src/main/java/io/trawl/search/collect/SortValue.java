package io.trawl.search.collect;

import io.trawl.docmapper.ColumnCodec;
import io.trawl.query.FieldColumn;
import java.math.BigDecimal;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// The value that a hit is sorted by, comparable across splits even where a field's type differs between them.
///
/// Numbers compare by value whatever their type; booleans come before numbers, times after them, and texts last, by
/// their bytes.
///
/// @param bits of a number, boolean or time, as the column holds it, see [ColumnCodec]
/// @param bytes of a text, address or bytes; null for the others
public record SortValue(
        FieldColumn.Kind type, long bits, @Nullable BytesRef bytes) implements Comparable<SortValue> {
    /// Up to here every integer is a double.
    private static final double EXACT_DOUBLE_MAX = 0x1p53;

    public SortValue(FieldColumn.Kind type, long bits) {
        this(type, bits, null);
    }

    /// @param bytes not to be changed afterwards
    public static SortValue ofBytes(FieldColumn.Kind type, BytesRef bytes) {
        return new SortValue(type, 0, bytes);
    }

    @Override
    public int compareTo(SortValue other) {
        if (bytes != null && other.bytes != null) {
            return bytes.compareTo(other.bytes);
        }
        if (type == other.type) {
            return Long.compare(bits, other.bits);
        }
        if (type.isNumber() && other.type.isNumber()) {
            return compareNumbers(other);
        }
        return Integer.compare(rank(type), rank(other.type));
    }

    private int compareNumbers(SortValue other) {
        if (type == FieldColumn.Kind.F64) {
            return -other.compareToDouble(asDouble());
        }
        if (other.type == FieldColumn.Kind.F64) {
            return compareToDouble(other.asDouble());
        }
        // One is u64 and the other i64: what lies above 2^63 is larger than any i64.
        long mine = type == FieldColumn.Kind.U64 ? ColumnCodec.decodeU64(bits) : bits;
        long theirs = other.type == FieldColumn.Kind.U64 ? ColumnCodec.decodeU64(other.bits) : other.bits;
        if (type == FieldColumn.Kind.U64 && mine < 0) {
            return 1;
        }
        if (other.type == FieldColumn.Kind.U64 && theirs < 0) {
            return -1;
        }
        return Long.compare(mine, theirs);
    }

    /// Compares an integer with a float without rounding it first: merging in any grouping gives one order only if
    /// `a = b` and `b = c` mean `a = c`.
    private int compareToDouble(double value) {
        int rounded = Double.compare(asDouble(), value);
        if (rounded != 0 || Math.abs(value) <= EXACT_DOUBLE_MAX) {
            return rounded;
        }
        BigDecimal exact = type == FieldColumn.Kind.U64
                ? new BigDecimal(Long.toUnsignedString(ColumnCodec.decodeU64(bits)))
                : BigDecimal.valueOf(bits);
        return exact.compareTo(new BigDecimal(value));
    }

    public double asDouble() {
        return Numbers.toDouble(type, bits);
    }

    /// Place of a kind of values among the others; kinds of equal rank compare by value.
    static int rank(FieldColumn.Kind type) {
        return switch (type) {
            case BOOL -> 0;
            case U64, I64, F64 -> 1;
            case DATETIME -> 2;
            case TEXT, IP, BYTES -> 3;
        };
    }
}
