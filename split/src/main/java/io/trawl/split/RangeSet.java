package io.trawl.split;

import io.trawl.common.ByteRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A set of bytes, kept as disjoint runs; runs that touch are joined. Not safe for concurrent use.
final class RangeSet {
    private final TreeMap<Long, Long> endByStart = new TreeMap<>();

    void add(ByteRange range) {
        add(range.start(), range.end());
    }

    void add(long from, long to) {
        if (from >= to) {
            return;
        }
        long start = from;
        long end = to;
        Map.Entry<Long, Long> before = endByStart.floorEntry(start);
        if (before != null && before.getValue() >= start) {
            start = before.getKey();
            end = Math.max(end, before.getValue());
        }
        Map.Entry<Long, Long> next = endByStart.ceilingEntry(start);
        while (next != null && next.getKey() <= end) {
            end = Math.max(end, next.getValue());
            endByStart.remove(next.getKey());
            next = endByStart.ceilingEntry(start);
        }
        endByStart.put(start, end);
    }

    List<ByteRange> ranges() {
        List<ByteRange> ranges = new ArrayList<>(endByStart.size());
        endByStart.forEach((start, end) -> ranges.add(new ByteRange(start, end)));
        return ranges;
    }

    long totalBytes() {
        return ranges().stream().mapToLong(ByteRange::length).sum();
    }
}
