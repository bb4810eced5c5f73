package io.trawl.common;

import java.util.concurrent.atomic.LongAdder;

/// What one request has cost so far. Every counter only goes up.
public final class RequestCounters {
    private final LongAdder storageRequests = new LongAdder();
    private final LongAdder storageBytes = new LongAdder();
    private final LongAdder storageWaves = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder cpuNanos = new LongAdder();

    /// One read sent to storage, of so many bytes.
    public void addStorageRead(long bytes) {
        storageRequests.increment();
        storageBytes.add(bytes);
    }

    /// A set of reads issued together, whose result the next reads depend on.
    public void addStorageWave() {
        storageWaves.increment();
    }

    /// A read that the warm-up plan did not foresee, answered by a blocking read in the middle of a computation.
    public void addMiss() {
        misses.increment();
    }

    public void addCpuNanos(long nanos) {
        cpuNanos.add(nanos);
    }

    public long storageRequests() {
        return storageRequests.sum();
    }

    public long storageBytes() {
        return storageBytes.sum();
    }

    public long storageWaves() {
        return storageWaves.sum();
    }

    public long misses() {
        return misses.sum();
    }

    public long cpuNanos() {
        return cpuNanos.sum();
    }
}
