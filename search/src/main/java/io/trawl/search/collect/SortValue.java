package io.trawl.search.collect;

import io.trawl.docmapper.ColumnCodec;
import io.trawl.query.FieldColumn;

/// The value that a hit is sorted by, comparable across splits even where a field's type differs between them.
///
/// Numbers compare by value whatever their type; booleans come before numbers and times after them.
///
/// @param type U64, I64, F64, BOOL or DATETIME
/// @param bits as the column holds it, see [ColumnCodec]
public record SortValue(FieldColumn.Kind type, long bits) implements Comparable<SortValue> {
    @Override
    public int compareTo(SortValue other) {
        if (type == other.type) {
            return Long.compare(bits, other.bits);
        }
        if (type.isNumber() && other.type.isNumber()) {
            return compareNumbers(other);
        }
        return Integer.compare(rank(type), rank(other.type));
    }

    private int compareNumbers(SortValue other) {
        if (type == FieldColumn.Kind.F64 || other.type == FieldColumn.Kind.F64) {
            return Double.compare(asDouble(), other.asDouble());
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

    public double asDouble() {
        return Numbers.toDouble(type, bits);
    }

    private static int rank(FieldColumn.Kind type) {
        return switch (type) {
            case BOOL -> 0;
            case U64, I64, F64 -> 1;
            case DATETIME -> 2;
            case TEXT, IP, BYTES -> 3;
        };
    }
}
