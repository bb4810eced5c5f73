package io.trawl.common.cache;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// What a cache counts. Safe for concurrent use.
public final class CacheStatistics {
    private final String name;
    private final long capacity;
    private final LongAdder hits = new LongAdder();
    private final LongAdder hitBytes = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private final LongAdder evictedBytes = new LongAdder();
    private final AtomicLong entries = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    /// @param name as the label of its metrics says it
    /// @param capacity bytes that the cache may hold
    public CacheStatistics(String name, long capacity) {
        this.name = name;
        this.capacity = capacity;
    }

    public void hit(long entryBytes) {
        hits.increment();
        hitBytes.add(entryBytes);
    }

    public void missed() {
        misses.increment();
    }

    /// An entry has left because the cache was full.
    public void evicted(long entryBytes) {
        evictions.increment();
        evictedBytes.add(entryBytes);
    }

    /// What the cache holds now.
    public void size(long nowEntries, long nowBytes) {
        entries.set(nowEntries);
        bytes.set(nowBytes);
    }

    /// As the label of its metrics says it.
    public String name() {
        return name;
    }

    public long capacity() {
        return capacity;
    }

    public long hits() {
        return hits.sum();
    }

    public long hitBytes() {
        return hitBytes.sum();
    }

    public long misses() {
        return misses.sum();
    }

    public long evictions() {
        return evictions.sum();
    }

    public long evictedBytes() {
        return evictedBytes.sum();
    }

    public long entries() {
        return entries.get();
    }

    public long bytes() {
        return bytes.get();
    }

    /// A virtual cache: what a cache of another size or policy would have counted.
    public record Virtual(String policy, long capacity, CacheStatistics statistics) {}

    /// A cache's numbers with those of its virtual ones.
    public record Family(CacheStatistics statistics, List<Virtual> virtual) {
        public Family {
            virtual = List.copyOf(virtual);
        }
    }
}
