package io.trawl.search.collect;

import org.apache.lucene.util.BitUtil;

/// Eight bytes a value, the least significant first.
final class RowBinaryEncoder extends ValueEncoder {
    @Override
    void add(long[] values, long[] partitions, int count) {
        ensure(count * Long.BYTES);
        for (int i = 0; i < count; i++) {
            BitUtil.VH_LE_LONG.set(buffer, size, values[i]);
            size += Long.BYTES;
        }
    }
}
