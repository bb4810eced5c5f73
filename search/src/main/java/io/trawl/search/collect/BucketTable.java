package io.trawl.search.collect;

import java.util.Arrays;

/// Numbers the buckets of an aggregation: a parent bucket and a value get one ordinal, from 0, in order of
/// appearance.
///
/// Open addressing over primitive arrays. A *direct* table is for values that are small ordinals under a single
/// parent: the value is the bucket, with nothing to look up.
final class BucketTable {
    private static final int INITIAL_BUCKETS = 64;
    /// What one bucket takes: value, group, count, and two slots.
    private static final int BUCKET_BYTES = 8 + 4 + 4 + 2 * 4;

    private final AggregationLimits limits;
    private final boolean direct;
    private long[] values;
    private int[] groups;
    private int[] counts;
    /// Ordinal + 1 of the bucket in each slot; 0 is free.
    private int[] slots;
    private int size;

    private BucketTable(AggregationLimits limits, boolean direct, int buckets) {
        this.limits = limits;
        this.direct = direct;
        limits.addMemory((long) buckets * (direct ? 4 : BUCKET_BYTES));
        this.values = new long[direct ? 0 : buckets];
        this.groups = new int[direct ? 0 : buckets];
        this.counts = new int[buckets];
        this.slots = new int[direct ? 0 : buckets * 2];
        this.size = direct ? buckets : 0;
    }

    static BucketTable hashed(AggregationLimits limits) {
        return new BucketTable(limits, false, INITIAL_BUCKETS);
    }

    /// @param valueCount values are below it, and all groups are 0
    static BucketTable direct(AggregationLimits limits, int valueCount) {
        return new BucketTable(limits, true, valueCount);
    }

    boolean isDirect() {
        return direct;
    }

    /// Buckets so far; those of a direct table exist from the start.
    int size() {
        return size;
    }

    long value(int ordinal) {
        return direct ? ordinal : values[ordinal];
    }

    int group(int ordinal) {
        return direct ? 0 : groups[ordinal];
    }

    int count(int ordinal) {
        return counts[ordinal];
    }

    /// The counts by ordinal, for direct tables, where a loop adds to them itself.
    int[] counts() {
        return counts;
    }

    void increment(int ordinal) {
        counts[ordinal]++;
    }

    void increment(int ordinal, int by) {
        counts[ordinal] += by;
    }

    /// The bucket of `value` in `group`, new if there was none.
    int ordinal(int group, long value) {
        if (direct) {
            return (int) value;
        }
        int mask = slots.length - 1;
        int slot = hash(group, value) & mask;
        while (true) {
            int entry = slots[slot];
            if (entry == 0) {
                return add(group, value, slot);
            }
            if (values[entry - 1] == value && groups[entry - 1] == group) {
                return entry - 1;
            }
            slot = (slot + 1) & mask;
        }
    }

    private int add(int group, long value, int slot) {
        if (size == values.length) {
            grow();
            return ordinal(group, value);
        }
        values[size] = value;
        groups[size] = group;
        slots[slot] = ++size;
        return size - 1;
    }

    private void grow() {
        limits.addMemory((long) size * BUCKET_BYTES);
        int larger = size * 2;
        values = Arrays.copyOf(values, larger);
        groups = Arrays.copyOf(groups, larger);
        counts = Arrays.copyOf(counts, larger);
        slots = new int[larger * 2];
        int mask = slots.length - 1;
        for (int i = 0; i < size; i++) {
            int slot = hash(groups[i], values[i]) & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = i + 1;
        }
    }

    private static int hash(int group, long value) {
        long mixed = (value + group * 0x9E3779B97F4A7C15L) * 0xD6E8FEB86659FD93L;
        return (int) (mixed ^ (mixed >>> 32));
    }

    /// Ordinals with documents, listed by group: `ordinals[starts[g] .. starts[g + 1])` belong to group `g`.
    record ByGroup(int[] starts, int[] ordinals) {}

    ByGroup byGroup(int groupCount) {
        int[] starts = new int[groupCount + 1];
        for (int i = 0; i < size; i++) {
            if (counts[i] > 0) {
                starts[group(i) + 1]++;
            }
        }
        for (int g = 0; g < groupCount; g++) {
            starts[g + 1] += starts[g];
        }
        int[] next = starts.clone();
        int[] ordinals = new int[starts[groupCount]];
        for (int i = 0; i < size; i++) {
            if (counts[i] > 0) {
                ordinals[next[group(i)]++] = i;
            }
        }
        return new ByGroup(starts, ordinals);
    }
}
