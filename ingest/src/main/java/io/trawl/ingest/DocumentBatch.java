package io.trawl.ingest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;

/// Raw documents as they came, one a line, and where each of them is. The bytes are shared, never copied:
/// treat them as immutable.
///
/// Lines end with `\n` or `\r\n`, the last one perhaps with nothing; blank lines are no documents.
/// Splitting runs over every byte that comes in, so it looks at eight of them at a time (measured: about
/// 2 GB/s against 0.8).
public final class DocumentBatch {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long NEWLINES = 0x0A0A0A0A0A0A0A0AL;
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    /// A first guess at how long a line is, to size the table of bounds.
    private static final int EXPECTED_LINE_BYTES = 256;

    static final DocumentBatch EMPTY = new DocumentBatch(new byte[0], 0, 0, new int[0], 0);

    private final byte[] bytes;
    private final int offset;
    private final int length;
    /// Start and end of each document, one behind the other.
    private final int[] bounds;
    private final int size;

    private DocumentBatch(byte[] bytes, int offset, int length, int[] bounds, int size) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
        this.bounds = bounds;
        this.size = size;
    }

    /// Finds the lines in `bytes[offset, offset + length)`.
    public static DocumentBatch split(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int[] bounds = new int[2 * Math.max(1, length / EXPECTED_LINE_BYTES + 1)];
        int size = 0;
        int end = offset + length;
        int lineStart = offset;
        while (lineStart < end) {
            int newline = newlineFrom(bytes, lineStart, end);
            int lineEnd = newline > lineStart && bytes[newline - 1] == '\r' ? newline - 1 : newline;
            if (!isBlank(bytes, lineStart, lineEnd)) {
                if (2 * size == bounds.length) {
                    bounds = Arrays.copyOf(bounds, bounds.length * 2);
                }
                bounds[2 * size] = lineStart;
                bounds[2 * size + 1] = lineEnd;
                size++;
            }
            lineStart = newline + 1;
        }
        return new DocumentBatch(bytes, offset, length, bounds, size);
    }

    /// Number of documents.
    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /// The array that [#start] points into.
    public byte[] bytes() {
        return bytes;
    }

    /// Where in [#bytes] document `index` starts.
    public int start(int index) {
        return bounds[2 * Objects.checkIndex(index, size)];
    }

    /// Bytes of document `index`, without its line end.
    public int length(int index) {
        return bounds[2 * Objects.checkIndex(index, size) + 1] - bounds[2 * index];
    }

    /// The documents without the first `count`. Copies nothing.
    public DocumentBatch from(int count) {
        Objects.checkIndex(count, size + 1);
        int start = count == size ? offset + length : bounds[2 * count];
        int[] rest = Arrays.copyOfRange(bounds, 2 * count, 2 * size);
        return new DocumentBatch(bytes, start, offset + length - start, rest, size - count);
    }

    /// Where in [#bytes] the lines start, blank ones included.
    int payloadOffset() {
        return offset;
    }

    /// Bytes of all lines, blank ones and line ends included.
    int payloadLength() {
        return length;
    }

    /// What this batch keeps from being freed.
    long retainedBytes() {
        return bytes.length + 4L * bounds.length + 64;
    }

    /// The documents without those whose number is in `rejected`. Copies the bytes that stay.
    DocumentBatch without(BitSet rejected) {
        int kept = 0;
        int total = 0;
        for (int i = rejected.nextClearBit(0); i < size; i = rejected.nextClearBit(i + 1)) {
            kept++;
            total += length(i) + 1;
        }
        byte[] copy = new byte[total];
        int[] copyBounds = new int[2 * kept];
        int at = 0;
        int document = 0;
        for (int i = rejected.nextClearBit(0); i < size; i = rejected.nextClearBit(i + 1)) {
            int lineLength = length(i);
            System.arraycopy(bytes, start(i), copy, at, lineLength);
            copyBounds[2 * document] = at;
            copyBounds[2 * document + 1] = at + lineLength;
            copy[at + lineLength] = '\n';
            at += lineLength + 1;
            document++;
        }
        return new DocumentBatch(copy, 0, total, copyBounds, kept);
    }

    /// The place of the next newline, or `end`.
    private static int newlineFrom(byte[] bytes, int start, int end) {
        int at = start;
        for (int last = end - Long.BYTES; at <= last; at += Long.BYTES) {
            long difference = (long) LONGS.get(bytes, at) ^ NEWLINES;
            // The lowest set bit is exact: it marks the first byte that is zero, that is, a newline.
            long zeros = (difference - LOW_BITS) & ~difference & HIGH_BITS;
            if (zeros != 0) {
                return at + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        while (at < end && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    private static boolean isBlank(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
                return false;
            }
        }
        return true;
    }
}
