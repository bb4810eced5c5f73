package io.trawl.split;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Finds line feeds eight bytes at a time.
final class LineFeeds {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte LINE_FEED = '\n';
    private static final long EACH = 0x0101010101010101L;
    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;

    private LineFeeds() {}

    static boolean contains(byte[] bytes, int start, int end) {
        return indexOf(bytes, start, end, 1) >= 0;
    }

    /// @param nth 1 for the first one
    /// @return where the nth one is, -1 if there are fewer
    static int indexOf(byte[] bytes, int start, int end, int nth) {
        int left = nth;
        int at = start;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            long found = marks((long) LONGS.get(bytes, at));
            if (found != 0) {
                int here = Long.bitCount(found);
                if (here >= left) {
                    for (; left > 1; left--) {
                        found &= found - 1;
                    }
                    return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
                }
                left -= here;
            }
        }
        for (; at < end; at++) {
            if (bytes[at] == LINE_FEED && --left == 0) {
                return at;
            }
        }
        return -1;
    }

    /// The highest bit of each byte that is a line feed; exact, unlike the shorter form that lets carries run over.
    private static long marks(long word) {
        long zeroWhereFound = word ^ LINE_FEED * EACH;
        return ~((zeroWhereFound & LOW_BITS) + LOW_BITS | zeroWhereFound | LOW_BITS);
    }
}
