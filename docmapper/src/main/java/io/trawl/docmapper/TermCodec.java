package io.trawl.docmapper;

import java.nio.charset.StandardCharsets;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;

/// Terms of values that are not text. The byte order of terms of one type is the order of the values, so ranges
/// work on the term dictionary.
///
/// A json term is `path U+0000 type value`. Its numbers are one type, whichever way they were written: the largest
/// double not above the value, in eight bytes, then, for integers that a double cannot hold (beyond 2^53), the rest
/// in two more. So `1` and `1.0` are one term, and neighbouring large integers stay apart and in order.
public final class TermCodec {
    /// Longest term that Lucene takes; longer ones are not indexed.
    static final int TERM_BYTES_MAX = 32_766;

    private static final int LONG_BYTES = 8;
    private static final int NUMBER_BYTES_MAX = LONG_BYTES + 2;
    private static final double TWO_TO_64 = 0x1p64;

    private TermCodec() {}

    public static BytesRef u64(long bits) {
        byte[] term = new byte[LONG_BYTES];
        writeU64(bits, term, 0);
        return new BytesRef(term);
    }

    public static BytesRef i64(long value) {
        byte[] term = new byte[LONG_BYTES];
        writeI64(value, term, 0);
        return new BytesRef(term);
    }

    /// Negative zero is zero.
    public static BytesRef f64(double value) {
        byte[] term = new byte[LONG_BYTES];
        writeF64(value, term, 0);
        return new BytesRef(term);
    }

    public static BytesRef bool(boolean value) {
        return new BytesRef(new byte[] {(byte) (value ? 1 : 0)});
    }

    /// A time, cut to seconds.
    public static BytesRef datetime(long nanos) {
        byte[] term = new byte[LONG_BYTES];
        writeDatetime(nanos, term, 0);
        return new BytesRef(term);
    }

    /// An address in its 16-byte form ([IpAddresses#parse]).
    public static BytesRef ip(byte[] address) {
        return new BytesRef(address.clone());
    }

    public static BytesRef bytes(byte[] value) {
        return new BytesRef(value.clone());
    }

    /// The term in [ColumnNames#FIELD_PRESENCE] of documents that have a value for a declared field.
    public static BytesRef fieldPresence(FieldEntry entry) {
        return jsonPrefix(entry.luceneField());
    }

    /// The beginning of all terms at `path` (encoded, see [JsonPaths]).
    public static BytesRef jsonPrefix(String path) {
        return new BytesRef((path + JsonPaths.END).getBytes(StandardCharsets.UTF_8));
    }

    /// The beginning of all terms at `path` of the kind of `type`; all numeric types have the same.
    public static BytesRef jsonPrefix(String path, JsonType type) {
        return jsonTerm(path, type, new byte[0], 0);
    }

    public static BytesRef jsonText(String path, BytesRef token) {
        byte[] value = BytesRef.deepCopyOf(token).bytes;
        return jsonTerm(path, JsonType.TEXT, value, value.length);
    }

    public static BytesRef jsonNumber(String path, long value) {
        byte[] number = new byte[NUMBER_BYTES_MAX];
        return jsonTerm(path, JsonType.I64, number, writeNumber(value, number, 0));
    }

    /// @param bits of an unsigned integer
    public static BytesRef jsonUnsigned(String path, long bits) {
        byte[] number = new byte[NUMBER_BYTES_MAX];
        return jsonTerm(path, JsonType.U64, number, writeUnsignedNumber(bits, number, 0));
    }

    public static BytesRef jsonNumber(String path, double value) {
        byte[] number = new byte[NUMBER_BYTES_MAX];
        return jsonTerm(path, JsonType.F64, number, writeNumber(value, number, 0));
    }

    public static BytesRef jsonBool(String path, boolean value) {
        return jsonTerm(path, JsonType.BOOL, new byte[] {(byte) (value ? 1 : 0)}, 1);
    }

    public static BytesRef jsonDatetime(String path, long nanos) {
        return jsonTerm(path, JsonType.DATETIME, datetime(nanos).bytes, LONG_BYTES);
    }

    private static BytesRef jsonTerm(String path, JsonType type, byte[] value, int length) {
        BytesRef prefix = jsonPrefix(path);
        byte[] term = new byte[prefix.length + 1 + length];
        System.arraycopy(prefix.bytes, prefix.offset, term, 0, prefix.length);
        term[prefix.length] = type.termCode();
        System.arraycopy(value, 0, term, prefix.length + 1, length);
        return new BytesRef(term);
    }

    static void writeU64(long bits, byte[] target, int offset) {
        Bytes.writeLong(bits, target, offset);
    }

    static void writeI64(long value, byte[] target, int offset) {
        Bytes.writeLong(value ^ Long.MIN_VALUE, target, offset);
    }

    static void writeF64(double value, byte[] target, int offset) {
        writeI64(NumericUtils.doubleToSortableLong(value + 0.0), target, offset);
    }

    static void writeDatetime(long nanos, byte[] target, int offset) {
        writeI64(nanos / Instants.NANOS_PER_SECOND, target, offset);
    }

    /// Writes a json number and returns its length.
    static int writeNumber(long value, byte[] target, int offset) {
        double nearest = (double) value;
        // 2^63 as a double is above every long: the conversion back would saturate and hide that it is above.
        double below = nearest == 0x1p63 || (long) nearest > value ? Math.nextDown(nearest) : nearest;
        return writeNumber(below, value - (long) below, target, offset);
    }

    static int writeUnsignedNumber(long bits, byte[] target, int offset) {
        if (bits >= 0) {
            return writeNumber(bits, target, offset);
        }
        double nearest = ((double) (bits >>> 1 | bits & 1)) * 2;
        double below = nearest == TWO_TO_64 || Long.compareUnsigned(toUnsigned(nearest), bits) > 0
                ? Math.nextDown(nearest)
                : nearest;
        return writeNumber(below, bits - toUnsigned(below), target, offset);
    }

    static int writeNumber(double value, byte[] target, int offset) {
        return writeNumber(value, 0, target, offset);
    }

    private static int writeNumber(double below, long rest, byte[] target, int offset) {
        writeF64(below, target, offset);
        if (rest == 0) {
            return LONG_BYTES;
        }
        target[offset + LONG_BYTES] = (byte) (rest >>> 8);
        target[offset + LONG_BYTES + 1] = (byte) rest;
        return NUMBER_BYTES_MAX;
    }

    /// For a double in [2^63, 2^64).
    private static long toUnsigned(double value) {
        return (long) (value - 0x1p63) ^ Long.MIN_VALUE;
    }
}
