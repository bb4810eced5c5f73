package io.trawl.search;

import java.util.concurrent.atomic.LongAdder;

/// What this node's searches did since it started. Every counter only goes up; whoever exports them reads them.
public final class SearchMetrics {
    private final LongAdder rootSearches = new LongAdder();
    private final LongAdder rootSearchErrors = new LongAdder();
    private final LongAdder rootSearchNanos = new LongAdder();
    private final LongAdder leafSearches = new LongAdder();
    private final LongAdder leafSearchErrors = new LongAdder();
    private final LongAdder splitsSearched = new LongAdder();
    private final LongAdder splitsSkipped = new LongAdder();
    private final LongAdder splitsFailed = new LongAdder();
    private final LongAdder splitsPruned = new LongAdder();
    private final LongAdder warmupBytes = new LongAdder();
    private final LongAdder cpuNanos = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder docsFetched = new LongAdder();

    public void rootSearchDone(long nanos, boolean failed) {
        rootSearches.increment();
        rootSearchNanos.add(nanos);
        if (failed) {
            rootSearchErrors.increment();
        }
    }

    public void leafSearchDone(boolean failed) {
        leafSearches.increment();
        if (failed) {
            leafSearchErrors.increment();
        }
    }

    public void splitSearched() {
        splitsSearched.increment();
    }

    public void splitSkipped() {
        splitsSkipped.increment();
    }

    public void splitFailed() {
        splitsFailed.increment();
    }

    public void splitsPruned(int count) {
        splitsPruned.add(count);
    }

    /// @param bytes that one split's plan named, resident ones included
    public void warmedUp(long bytes) {
        warmupBytes.add(bytes);
    }

    public void computed(long nanos) {
        cpuNanos.add(nanos);
    }

    public void missed() {
        misses.increment();
    }

    public void docsFetched(int count) {
        docsFetched.add(count);
    }

    public long rootSearches() {
        return rootSearches.sum();
    }

    public long rootSearchErrors() {
        return rootSearchErrors.sum();
    }

    public long rootSearchNanos() {
        return rootSearchNanos.sum();
    }

    public long leafSearches() {
        return leafSearches.sum();
    }

    public long leafSearchErrors() {
        return leafSearchErrors.sum();
    }

    public long splitsSearched() {
        return splitsSearched.sum();
    }

    public long splitsSkipped() {
        return splitsSkipped.sum();
    }

    public long splitsFailed() {
        return splitsFailed.sum();
    }

    public long splitsPruned() {
        return splitsPruned.sum();
    }

    public long warmupBytes() {
        return warmupBytes.sum();
    }

    public long cpuNanos() {
        return cpuNanos.sum();
    }

    public long misses() {
        return misses.sum();
    }

    public long docsFetched() {
        return docsFetched.sum();
    }
}
