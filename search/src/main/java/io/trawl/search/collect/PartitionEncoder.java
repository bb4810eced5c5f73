package io.trawl.search.collect;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.lucene.util.BitUtil;

/// Frames of values of one partition: partition, length in bytes, values, all of eight bytes with the least
/// significant first.
///
/// The length comes before the values, so they are held until the frame is complete. What is held has a limit, past
/// which all partitions end their frames and begin new ones: a split may send several frames of one partition, as
/// several splits do anyway.
final class PartitionEncoder extends ValueEncoder {
    /// Head of a frame, and what a partition takes in memory beside its values.
    private static final int PARTITION_BYTES = 96;

    private static final int INITIAL_VALUES = 8;

    private final Map<Long, Frame> frames = new LinkedHashMap<>();
    private int heldBytes;

    @Override
    void add(long[] values, long[] partitions, int count) {
        Frame frame = null;
        for (int i = 0; i < count; i++) {
            if (frame == null || frame.partition != partitions[i]) {
                frame = frame(partitions[i]);
            }
            frame.add(values[i]);
        }
        heldBytes += count * Long.BYTES;
    }

    private Frame frame(long partition) {
        Frame known = frames.get(partition);
        if (known != null) {
            return known;
        }
        heldBytes += PARTITION_BYTES;
        Frame made = new Frame(partition);
        frames.put(partition, made);
        return made;
    }

    @Override
    int held() {
        return heldBytes;
    }

    @Override
    void finish() {
        for (Frame frame : frames.values()) {
            int bytes = frame.size * Long.BYTES;
            ensure(2 * Long.BYTES + bytes);
            put(frame.partition);
            put(bytes);
            for (int i = 0; i < frame.size; i++) {
                put(frame.values[i]);
            }
        }
        frames.clear();
        heldBytes = 0;
    }

    private void put(long value) {
        BitUtil.VH_LE_LONG.set(buffer, size, value);
        size += Long.BYTES;
    }

    /// Values of one partition.
    private static final class Frame {
        final long partition;
        long[] values = new long[INITIAL_VALUES];
        int size;

        Frame(long partition) {
            this.partition = partition;
        }

        void add(long value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size++] = value;
        }
    }
}
