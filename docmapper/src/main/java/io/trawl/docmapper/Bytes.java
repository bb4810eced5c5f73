package io.trawl.docmapper;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Words in byte arrays.
final class Bytes {
    private static final VarHandle BIG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LITTLE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Bytes() {}

    static void writeLong(long value, byte[] target, int offset) {
        BIG.set(target, offset, value);
    }

    /// Eight bytes, the first one lowest.
    static long littleLong(byte[] source, int offset) {
        return (long) LITTLE.get(source, offset);
    }
}
