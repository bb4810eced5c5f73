package io.trawl.storage.remote;

import io.trawl.storage.StorageOperation;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// Counts what [RemoteCalls] does. Safe for concurrent use.
final class RemoteMeter {
    final LongAdder retries = new LongAdder();
    final LongAdder hedges = new LongAdder();
    final LongAdder hedgesWon = new LongAdder();
    private final LongAdder throttled = new LongAdder();
    private final LongAdder timeouts = new LongAdder();
    private final LongAdder bytesRead = new LongAdder();
    private final LongAdder bytesWritten = new LongAdder();
    private final Map<StorageOperation, Counters> byOperation = new EnumMap<>(StorageOperation.class);

    private record Counters(LongAdder requests, LongAdder failedAttempts, LongAdder failures, LongAdder nanos) {}

    RemoteMeter() {
        for (StorageOperation operation : StorageOperation.values()) {
            byOperation.put(
                    operation, new Counters(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder()));
        }
    }

    void asked(StorageOperation operation) {
        of(operation).requests.increment();
    }

    void attemptFailed(StorageOperation operation, Verdict verdict) {
        of(operation).failedAttempts.increment();
        switch (verdict.cause()) {
            case THROTTLED -> throttled.increment();
            case TIMEOUT -> timeouts.increment();
            case OTHER -> {}
        }
    }

    void callFailed(StorageOperation operation) {
        of(operation).failures.increment();
    }

    void took(StorageOperation operation, long nanos) {
        of(operation).nanos.add(nanos);
    }

    void read(long bytes) {
        bytesRead.add(bytes);
    }

    void written(long bytes) {
        bytesWritten.add(bytes);
    }

    RemoteStatistics snapshot(int inFlight) {
        Map<StorageOperation, RemoteStatistics.Tally> tallies = new EnumMap<>(StorageOperation.class);
        byOperation.forEach((operation, counters) -> tallies.put(
                operation,
                new RemoteStatistics.Tally(
                        counters.requests.sum(),
                        counters.failedAttempts.sum(),
                        counters.failures.sum(),
                        counters.nanos.sum())));
        return new RemoteStatistics(
                tallies,
                retries.sum(),
                throttled.sum(),
                timeouts.sum(),
                hedges.sum(),
                hedgesWon.sum(),
                bytesRead.sum(),
                bytesWritten.sum(),
                inFlight);
    }

    private Counters of(StorageOperation operation) {
        Counters counters = byOperation.get(operation);
        if (counters == null) {
            throw new IllegalStateException("no counters for " + operation);
        }
        return counters;
    }
}
