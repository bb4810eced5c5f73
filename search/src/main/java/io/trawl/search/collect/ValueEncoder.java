package io.trawl.search.collect;

import io.trawl.docmapper.ColumnCodec;
import io.trawl.query.FieldColumn;
import java.util.Arrays;

/// Writes values one after another into a buffer that grows.
abstract sealed class ValueEncoder permits CsvEncoder, RowBinaryEncoder, PartitionEncoder {
    private static final int INITIAL_BYTES = 64 << 10;
    private static final long NANOS_PER_MICRO = 1_000;

    /// What is written so far is in the first `size` bytes.
    byte[] buffer = new byte[INITIAL_BYTES];

    int size;

    /// Adds values, each as [#sent] makes it.
    ///
    /// @param partitions the partition of each value; of no meaning where there are no partitions
    abstract void add(long[] values, long[] partitions, int count);

    /// Bytes held, also those not yet in the buffer.
    int held() {
        return size;
    }

    /// Puts into the buffer what is held beside it.
    void finish() {}

    void clear() {
        size = 0;
    }

    final void ensure(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(size + more, buffer.length * 2));
        }
    }

    /// A value of a column as a client gets it: the bits of an integer, a time in microseconds.
    static long sent(FieldColumn.Kind kind, long column) {
        return switch (kind) {
            case U64 -> ColumnCodec.decodeU64(column);
            case DATETIME -> Math.floorDiv(column, NANOS_PER_MICRO);
            case I64 -> column;
            case F64, BOOL, TEXT, IP, BYTES -> throw new IllegalArgumentException("a stream cannot send " + kind);
        };
    }
}
