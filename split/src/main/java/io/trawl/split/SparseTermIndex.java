package io.trawl.split;

import io.trawl.common.ByteRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.store.DataInput;
import org.apache.lucene.store.DataOutput;
import org.apache.lucene.util.BytesRef;

/// A few samples of one field's terms, each with pointers into dictionary, postings and positions.
///
/// The samples around a term bound everything that a search reads of it, so that all can be fetched in one
/// wave, without reading the dictionary first. Cost: about 25 bytes for each [SplitFormat#SAMPLE_BYTES] of
/// terms and postings.
///
/// Interval `i` holds the terms from separator `i` up to, not including, separator `i + 1`; the first
/// separator is empty. All pointers are in file coordinates.
final class SparseTermIndex {
    /// Lucene's decoders read up to 4 bytes past a list; its own files end in 16 bytes of footer.
    static final int PADDING = 16;

    private final byte[][] separators;
    /// One more than there are intervals: where each one's postings start, and where the last one's end.
    private final long[] postings;
    /// As `postings`; empty for a field without positions.
    private final long[] positions;
    /// The leaf blocks of the dictionary that hold each interval's terms, and the one right behind the last
    /// term's, which a walk that ends there looks at.
    private final long[] blockStarts;
    private final long[] blockEnds;

    SparseTermIndex(byte[][] separators, long[] postings, long[] positions, long[] blockStarts, long[] blockEnds) {
        this.separators = separators;
        this.postings = postings;
        this.positions = positions;
        this.blockStarts = blockStarts;
        this.blockEnds = blockEnds;
    }

    int size() {
        return separators.length;
    }

    boolean hasPositions() {
        return positions.length > 0;
    }

    /// The interval that `term` is in, if it exists.
    int intervalOf(BytesRef term) {
        int low = 0;
        int high = separators.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (compare(separators[middle], term) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /// The last interval with a term below `end`.
    int lastIntervalBelow(BytesRef end) {
        int interval = intervalOf(end);
        boolean startsAtEnd = interval > 0 && compare(separators[interval], end) == 0;
        return startsAtEnd ? interval - 1 : interval;
    }

    private static int compare(byte[] separator, BytesRef term) {
        return Arrays.compareUnsigned(
                separator, 0, separator.length, term.bytes, term.offset, term.offset + term.length);
    }

    /// The postings of the intervals from `first` to `last`, both inclusive.
    ByteRange postings(int first, int last) {
        return new ByteRange(postings[first], postings[last + 1] + PADDING);
    }

    /// The positions of the intervals from `first` to `last`, both inclusive.
    ByteRange positions(int first, int last) {
        return new ByteRange(positions[first], positions[last + 1] + PADDING);
    }

    /// The leaf blocks of the intervals from `first` to `last`, both inclusive.
    ByteRange blocks(int first, int last) {
        long start = Long.MAX_VALUE;
        long end = 0;
        for (int i = first; i <= last; i++) {
            if (blockStarts[i] < blockEnds[i]) {
                start = Math.min(start, blockStarts[i]);
                end = Math.max(end, blockEnds[i]);
            }
        }
        return start < end ? new ByteRange(start, end) : new ByteRange(0, 0);
    }

    void encode(DataOutput out) throws IOException {
        out.writeVInt(separators.length);
        out.writeByte((byte) (hasPositions() ? 1 : 0));
        byte[] previous = BytesRef.EMPTY_BYTES;
        long block = 0;
        for (int i = 0; i < separators.length; i++) {
            byte[] separator = separators[i];
            int shared = Math.max(0, Arrays.mismatch(previous, separator));
            out.writeVInt(shared);
            out.writeVInt(separator.length - shared);
            out.writeBytes(separator, shared, separator.length - shared);
            previous = separator;
            out.writeZLong(blockStarts[i] - block);
            out.writeVLong(blockEnds[i] - blockStarts[i]);
            block = blockStarts[i];
        }
        encodeAscending(postings, out);
        encodeAscending(positions, out);
    }

    static SparseTermIndex decode(DataInput in) throws IOException {
        int size = in.readVInt();
        boolean hasPositions = in.readByte() == 1;
        byte[][] separators = new byte[size][];
        long[] blockStarts = new long[size];
        long[] blockEnds = new long[size];
        byte[] previous = BytesRef.EMPTY_BYTES;
        long block = 0;
        for (int i = 0; i < size; i++) {
            int shared = in.readVInt();
            int rest = in.readVInt();
            byte[] separator = Arrays.copyOf(previous, shared + rest);
            in.readBytes(separator, shared, rest);
            separators[i] = separator;
            previous = separator;
            block += in.readZLong();
            blockStarts[i] = block;
            blockEnds[i] = block + in.readVLong();
        }
        long[] postings = decodeAscending(size + 1, in);
        long[] positions = hasPositions ? decodeAscending(size + 1, in) : new long[0];
        return new SparseTermIndex(separators, postings, positions, blockStarts, blockEnds);
    }

    private static void encodeAscending(long[] values, DataOutput out) throws IOException {
        long previous = 0;
        for (long value : values) {
            out.writeVLong(value - previous);
            previous = value;
        }
    }

    private static long[] decodeAscending(int count, DataInput in) throws IOException {
        long[] values = new long[count];
        long previous = 0;
        for (int i = 0; i < count; i++) {
            previous += in.readVLong();
            values[i] = previous;
        }
        return values;
    }

    /// Takes a field's terms in order and decides where to sample: whenever the bytes since the last sample
    /// would pass the limit, so that a term heavier than the limit stands alone.
    static final class Builder {
        private final long sampleBytes;
        private final boolean hasPositions;
        private final List<byte[]> separators = new ArrayList<>();
        private final List<Long> postings = new ArrayList<>();
        private final List<Long> positions = new ArrayList<>();
        private final List<ByteRange> blocks = new ArrayList<>();

        /// The term whose bytes are not known until the next one comes; `null` before the first.
        private byte[] term = BytesRef.EMPTY_BYTES;
        private byte[] termBefore = BytesRef.EMPTY_BYTES;
        private boolean hasTerm;
        private long termPostings;
        private long termPositions;
        private ByteRange termBlock = new ByteRange(0, 0);
        /// Bytes of dictionary that the term is the first to use.
        private long termBlockBytes;

        private long sinceSample;
        private long sampleBlockStart;
        private long sampleBlockEnd;

        Builder(long sampleBytes, boolean hasPositions) {
            this.sampleBytes = sampleBytes;
            this.hasPositions = hasPositions;
        }

        /// @param next the term after the last one added
        /// @param postingsStart where its postings start
        /// @param positionsStart where its positions start; passed over for a field without
        /// @param block the leaf block that the dictionary reader has loaded for it, or empty
        void add(BytesRef next, long postingsStart, long positionsStart, ByteRange block) {
            if (hasTerm) {
                place(postingsStart, positionsStart);
                if (!termBlock.isEmpty() && termBlock.end() == block.start()) {
                    sampleBlockEnd = Math.max(sampleBlockEnd, block.end());
                }
            }
            termBefore = term;
            term = Arrays.copyOfRange(next.bytes, next.offset, next.offset + next.length);
            hasTerm = true;
            termPostings = postingsStart;
            termPositions = positionsStart;
            termBlockBytes = block.equals(termBlock) ? 0 : block.length();
            termBlock = block;
        }

        /// Puts the term that waited into the running interval, or lets it start a new one.
        private void place(long postingsEnd, long positionsEnd) {
            long bytes = postingsEnd - termPostings + termBlockBytes;
            if (hasPositions) {
                bytes += positionsEnd - termPositions;
            }
            boolean isFirst = separators.isEmpty();
            if (isFirst || sinceSample + bytes > sampleBytes) {
                closeSample();
                separators.add(isFirst ? BytesRef.EMPTY_BYTES : shortestSeparator(termBefore, term));
                postings.add(termPostings);
                positions.add(termPositions);
                sinceSample = 0;
                sampleBlockStart = Long.MAX_VALUE;
                sampleBlockEnd = 0;
            }
            sinceSample += bytes;
            if (!termBlock.isEmpty()) {
                sampleBlockStart = Math.min(sampleBlockStart, termBlock.start());
                sampleBlockEnd = Math.max(sampleBlockEnd, termBlock.end());
            }
        }

        private void closeSample() {
            if (separators.isEmpty()) {
                return;
            }
            boolean hasBlocks = sampleBlockStart < sampleBlockEnd;
            blocks.add(hasBlocks ? new ByteRange(sampleBlockStart, sampleBlockEnd) : new ByteRange(0, 0));
        }

        /// The shortest prefix of `term` that sorts after `before`.
        private static byte[] shortestSeparator(byte[] before, byte[] term) {
            int mismatch = Arrays.mismatch(before, term);
            return Arrays.copyOf(term, Math.min(term.length, mismatch + 1));
        }

        /// @param postingsEnd where the postings of the last term end
        SparseTermIndex build(long postingsEnd, long positionsEnd) {
            if (!hasTerm) {
                throw new IllegalStateException("a field without terms has no index");
            }
            place(postingsEnd, positionsEnd);
            closeSample();
            postings.add(postingsEnd);
            positions.add(positionsEnd);
            return new SparseTermIndex(
                    separators.toArray(new byte[0][]),
                    toArray(postings),
                    hasPositions ? toArray(positions) : new long[0],
                    blocks.stream().mapToLong(ByteRange::start).toArray(),
                    blocks.stream().mapToLong(ByteRange::end).toArray());
        }

        private static long[] toArray(List<Long> values) {
            return values.stream().mapToLong(Long::longValue).toArray();
        }
    }
}
