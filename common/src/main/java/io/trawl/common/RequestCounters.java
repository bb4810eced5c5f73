package io.trawl.common;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// What one request, or a part of one, has cost so far. Every counter only goes up; what a part costs, the whole
/// costs too.
public final class RequestCounters {
    private final @Nullable RequestCounters whole;
    private final LongAdder storageRequests = new LongAdder();
    private final LongAdder storageBytes = new LongAdder();
    private final LongAdder storageWaves = new LongAdder();
    private final LongAdder residentBytes = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder cpuNanos = new LongAdder();

    public RequestCounters() {
        this(null);
    }

    private RequestCounters(@Nullable RequestCounters whole) {
        this.whole = whole;
    }

    /// Counters of a part of the request.
    RequestCounters part() {
        return new RequestCounters(this);
    }

    /// One read sent to storage, of so many bytes.
    public void addStorageRead(long bytes) {
        storageRequests.increment();
        storageBytes.add(bytes);
        if (whole != null) {
            whole.addStorageRead(bytes);
        }
    }

    /// A set of reads issued together, whose result the next reads depend on.
    public void addStorageWave() {
        storageWaves.increment();
        if (whole != null) {
            whole.addStorageWave();
        }
    }

    /// Bytes that were wanted and were on this machine already.
    public void addResident(long bytes) {
        residentBytes.add(bytes);
        if (whole != null) {
            whole.addResident(bytes);
        }
    }

    /// A read that the warm-up plan did not foresee, answered by a blocking read in the middle of a computation.
    public void addMiss() {
        misses.increment();
        if (whole != null) {
            whole.addMiss();
        }
    }

    public void addCpuNanos(long nanos) {
        cpuNanos.add(nanos);
        if (whole != null) {
            whole.addCpuNanos(nanos);
        }
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

    public long residentBytes() {
        return residentBytes.sum();
    }

    public long misses() {
        return misses.sum();
    }

    public long cpuNanos() {
        return cpuNanos.sum();
    }
}
