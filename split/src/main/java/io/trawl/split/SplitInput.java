package io.trawl.split;

import io.trawl.common.ByteRange;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.RandomAccessInput;

/// Lucene's view on a part of a split whose bytes may not all be here.
///
/// Idea: reads go to Lucene's memory-mapped input of the whole file, after one comparison with the [Window]
/// of bytes that are known to be at hand. Outside of it the window moves, and what is absent is brought. A
/// clone or slice that is wholly resident is no longer one of these but Lucene's own input, so that a warm
/// split pays nothing at all.
///
/// Like all inputs, one is for one thread at a time, except for reads at a given position, whose window is
/// one immutable object and therefore never half of one and half of another.
final class SplitInput extends IndexInput implements RandomAccessInput {
    /// Told what Lucene would prefetch, in file coordinates; how a planner learns where a term's block is.
    interface PrefetchListener {
        void prefetch(ByteRange range);
    }

    static final ScopedValue<PrefetchListener> PREFETCH_LISTENER = ScopedValue.newInstance();

    /// The longest encodings of the variable-length integers, in bytes.
    private static final int MAX_VINT_BYTES = 5;

    private static final int MAX_VLONG_BYTES = 9;
    /// What Lucene's fast decoder of four integers may touch: a flag byte, and four bytes for each.
    private static final int MAX_GROUP_VINT_BYTES = 20;

    private final SplitBytes split;
    private final long base;
    private final long length;
    /// Stands where this input stands, `window.shift()` apart.
    private final IndexInput bytes;
    private final RandomAccessInput random;
    private Window window = Window.NONE;
    private Window randomWindow = Window.NONE;

    private SplitInput(String description, SplitBytes split, long base, long length, long position) throws IOException {
        super(description);
        this.split = split;
        this.base = base;
        this.length = length;
        this.bytes = split.mapped().clone();
        this.random = (RandomAccessInput) bytes;
        bytes.seek(base + position);
    }

    /// The bytes of `range`: as Lucene's own input if they are resident, else as one of these.
    static IndexInput open(String description, SplitBytes split, ByteRange range) throws IOException {
        return open(description, split, range.start(), range.length(), 0);
    }

    private static IndexInput open(String description, SplitBytes split, long base, long length, long position)
            throws IOException {
        if (!split.isResident(base, base + length)) {
            return new SplitInput(description, split, base, length, position);
        }
        IndexInput resident = split.mapped().slice(description, base, length);
        resident.seek(position);
        return resident;
    }

    /// Makes sure that the next `count` bytes can be read.
    private void need(long count) throws IOException {
        if (!window.holds(bytes.getFilePointer(), count)) {
            moveWindow(count);
        }
    }

    private boolean has(long count) {
        return window.holds(bytes.getFilePointer(), count);
    }

    private void moveWindow(long count) throws IOException {
        long at = bytes.getFilePointer() - window.shift();
        if (at + count > base + length) {
            throw new EOFException(
                    "read past the end of " + this + ": " + count + " bytes at " + (at - base) + ", length " + length);
        }
        window = clip(split.window(at, at + count));
        bytes.seek(at + window.shift());
    }

    /// A window must not let a read go past the end of this input.
    private Window clip(Window found) {
        return new Window(
                Math.max(found.start(), base + found.shift()),
                Math.min(found.end(), base + length + found.shift()),
                found.shift());
    }

    /// Where to read `count` bytes that are at `position` of this input.
    private long locate(long position, long count) throws IOException {
        Window current = randomWindow;
        long at = base + position;
        if (current.holds(at + current.shift(), count)) {
            return at + current.shift();
        }
        if (position < 0 || position + count > length) {
            throw new EOFException(
                    "read outside of " + this + ": " + count + " bytes at " + position + ", length " + length);
        }
        Window moved = clip(split.window(at, at + count));
        randomWindow = moved;
        return at + moved.shift();
    }

    @Override
    public byte readByte() throws IOException {
        need(1);
        return bytes.readByte();
    }

    @Override
    public void readBytes(byte[] target, int offset, int count) throws IOException {
        if (count > 0) {
            need(count);
            bytes.readBytes(target, offset, count);
        }
    }

    @Override
    public short readShort() throws IOException {
        need(Short.BYTES);
        return bytes.readShort();
    }

    @Override
    public int readInt() throws IOException {
        need(Integer.BYTES);
        return bytes.readInt();
    }

    @Override
    public long readLong() throws IOException {
        need(Long.BYTES);
        return bytes.readLong();
    }

    @Override
    public int readVInt() throws IOException {
        return has(MAX_VINT_BYTES) ? bytes.readVInt() : super.readVInt();
    }

    @Override
    public long readVLong() throws IOException {
        return has(MAX_VLONG_BYTES) ? bytes.readVLong() : super.readVLong();
    }

    @Override
    public void readGroupVInt(int[] target, int offset) throws IOException {
        if (has(MAX_GROUP_VINT_BYTES)) {
            bytes.readGroupVInt(target, offset);
        } else {
            super.readGroupVInt(target, offset);
        }
    }

    @Override
    public void readInts(int[] target, int offset, int count) throws IOException {
        if (count > 0) {
            need((long) count * Integer.BYTES);
            bytes.readInts(target, offset, count);
        }
    }

    @Override
    public void readLongs(long[] target, int offset, int count) throws IOException {
        if (count > 0) {
            need((long) count * Long.BYTES);
            bytes.readLongs(target, offset, count);
        }
    }

    @Override
    public void readFloats(float[] target, int offset, int count) throws IOException {
        if (count > 0) {
            need((long) count * Float.BYTES);
            bytes.readFloats(target, offset, count);
        }
    }

    @Override
    public byte readByte(long position) throws IOException {
        return random.readByte(locate(position, 1));
    }

    @Override
    public void readBytes(long position, byte[] target, int offset, int count) throws IOException {
        if (count > 0) {
            random.readBytes(locate(position, count), target, offset, count);
        }
    }

    @Override
    public short readShort(long position) throws IOException {
        return random.readShort(locate(position, Short.BYTES));
    }

    @Override
    public int readInt(long position) throws IOException {
        return random.readInt(locate(position, Integer.BYTES));
    }

    @Override
    public long readLong(long position) throws IOException {
        return random.readLong(locate(position, Long.BYTES));
    }

    @Override
    public void prefetch(long offset, long count) {
        if (PREFETCH_LISTENER.isBound()) {
            PREFETCH_LISTENER.get().prefetch(ByteRange.ofLength(base + offset, count));
        }
    }

    @Override
    public long getFilePointer() {
        return bytes.getFilePointer() - window.shift() - base;
    }

    @Override
    public void seek(long position) throws IOException {
        if (position < 0 || position > length) {
            throw new EOFException("seek outside of " + this + ": " + position + ", length " + length);
        }
        long at = base + position;
        if (window.shift() != 0 && !window.holds(at + window.shift(), 1)) {
            window = Window.NONE;
        }
        bytes.seek(at + window.shift());
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public IndexInput slice(String description, long offset, long count) throws IOException {
        if (offset < 0 || count < 0 || offset + count > length) {
            throw new IllegalArgumentException(
                    "slice [" + offset + ", " + (offset + count) + ") is outside of " + this + ", length " + length);
        }
        return open(getFullSliceDescription(description), split, base + offset, count, 0);
    }

    @Override
    public IndexInput clone() {
        try {
            return open(toString(), split, base, length, getFilePointer());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Nothing to do: the mapped file belongs to the split.
    @Override
    public void close() {}
}
