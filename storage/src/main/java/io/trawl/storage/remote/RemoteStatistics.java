package io.trawl.storage.remote;

import io.trawl.storage.StorageOperation;
import java.util.Map;

/// What a node has asked of one kind of object store since its start.
///
/// @param byOperation what was asked, by kind; all kinds are there
/// @param retries attempts after the first
/// @param throttled answers that asked to slow down
/// @param timeouts attempts given up since they took too long
/// @param hedges second requests sent since the first was late
/// @param hedgesWon those that were answered first
/// @param bytesRead by reads that succeeded
/// @param bytesWritten by puts and parts that succeeded
/// @param inFlight requests under way now
public record RemoteStatistics(
        Map<StorageOperation, Tally> byOperation,
        long retries,
        long throttled,
        long timeouts,
        long hedges,
        long hedgesWon,
        long bytesRead,
        long bytesWritten,
        int inFlight) {
    /// @param requests sent, retries and hedges included
    /// @param failedAttempts that were answered with an error, or not at all
    /// @param failures calls that failed after their last attempt
    /// @param nanos that calls took, waits between attempts included
    public record Tally(long requests, long failedAttempts, long failures, long nanos) {}

    public RemoteStatistics {
        byOperation = Map.copyOf(byOperation);
    }

    public Tally of(StorageOperation operation) {
        return byOperation.getOrDefault(operation, new Tally(0, 0, 0, 0));
    }

    /// Of all kinds.
    public long requests() {
        return byOperation.values().stream().mapToLong(Tally::requests).sum();
    }
}
