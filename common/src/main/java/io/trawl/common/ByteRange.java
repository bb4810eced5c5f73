package io.trawl.common;

/// A run of bytes: from `start`, inclusive, to `end`, exclusive.
public record ByteRange(long start, long end) implements Comparable<ByteRange> {
    public ByteRange {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("byte range [" + start + ", " + end + ") is not valid");
        }
    }

    public static ByteRange ofLength(long start, long length) {
        return new ByteRange(start, start + length);
    }

    public long length() {
        return end - start;
    }

    public boolean isEmpty() {
        return start == end;
    }

    public boolean contains(ByteRange other) {
        return start <= other.start && other.end <= end;
    }

    public boolean overlaps(ByteRange other) {
        return start < other.end && other.start < end;
    }

    public ByteRange shift(long offset) {
        return new ByteRange(start + offset, end + offset);
    }

    @Override
    public int compareTo(ByteRange other) {
        int byStart = Long.compare(start, other.start);
        return byStart != 0 ? byStart : Long.compare(end, other.end);
    }

    @Override
    public String toString() {
        return "[" + start + ", " + end + ")";
    }
}
