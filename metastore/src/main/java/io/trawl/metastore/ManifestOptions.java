package io.trawl.metastore;

import io.trawl.common.RetryPolicy;
import java.time.Duration;

/// How a [ManifestMetastore] spends requests, memory and patience.
///
/// @param pollingInterval how often the log is asked for entries of others
/// @param snapshotEntriesMax entries after the last snapshot at which the next is due; bounds what an opening reads
/// @param snapshotBytesMax bytes of entries after the last snapshot at which the next is due
/// @param retention how long entries and snapshots are kept that a newer snapshot stands for
/// @param staleAfter how old the knowledge of the log's end may be before it is read anew, well below `retention`
/// @param pendingOperationsMax operations that wait in this process; more are refused
/// @param pendingBytesMax what they take, as JSON
/// @param entryOperationsMax operations in one entry
/// @param entryBytesMax what they take, as JSON, unless a single one takes more
/// @param operationBytesMax what one operation may take, as JSON
/// @param commitPatience how long an entry is tried before its operations fail
/// @param retry the waits between tries
public record ManifestOptions(
        Duration pollingInterval,
        int snapshotEntriesMax,
        long snapshotBytesMax,
        Duration retention,
        Duration staleAfter,
        int pendingOperationsMax,
        long pendingBytesMax,
        int entryOperationsMax,
        int entryBytesMax,
        int operationBytesMax,
        Duration commitPatience,
        RetryPolicy retry) {
    public static final ManifestOptions DEFAULT = new ManifestOptions(
            Duration.ofSeconds(1),
            1_000,
            32L << 20,
            Duration.ofHours(24),
            Duration.ofMinutes(10),
            10_000,
            64L << 20,
            2_000,
            4 << 20,
            32 << 20,
            Duration.ofSeconds(30),
            new RetryPolicy(Integer.MAX_VALUE, Duration.ofMillis(20), Duration.ofSeconds(2)));

    public ManifestOptions {
        if (staleAfter.compareTo(retention) >= 0) {
            throw new IllegalArgumentException(
                    "staleAfter must be below retention, got " + staleAfter + " and " + retention);
        }
        if (snapshotEntriesMax < 1 || pendingOperationsMax < 1 || entryOperationsMax < 1) {
            throw new IllegalArgumentException("snapshotEntriesMax, pendingOperationsMax and entryOperationsMax must be"
                    + " at least 1, got " + snapshotEntriesMax + ", " + pendingOperationsMax + " and "
                    + entryOperationsMax);
        }
    }

    public ManifestOptions withPollingInterval(Duration value) {
        return new ManifestOptions(
                value,
                snapshotEntriesMax,
                snapshotBytesMax,
                retention,
                staleAfter,
                pendingOperationsMax,
                pendingBytesMax,
                entryOperationsMax,
                entryBytesMax,
                operationBytesMax,
                commitPatience,
                retry);
    }

    public ManifestOptions withSnapshotEntriesMax(int value) {
        return new ManifestOptions(
                pollingInterval,
                value,
                snapshotBytesMax,
                retention,
                staleAfter,
                pendingOperationsMax,
                pendingBytesMax,
                entryOperationsMax,
                entryBytesMax,
                operationBytesMax,
                commitPatience,
                retry);
    }

    /// @param kept as `retention`
    /// @param stale as `staleAfter`
    public ManifestOptions withRetention(Duration kept, Duration stale) {
        return new ManifestOptions(
                pollingInterval,
                snapshotEntriesMax,
                snapshotBytesMax,
                kept,
                stale,
                pendingOperationsMax,
                pendingBytesMax,
                entryOperationsMax,
                entryBytesMax,
                operationBytesMax,
                commitPatience,
                retry);
    }

    public ManifestOptions withPendingOperationsMax(int value) {
        return new ManifestOptions(
                pollingInterval,
                snapshotEntriesMax,
                snapshotBytesMax,
                retention,
                staleAfter,
                value,
                pendingBytesMax,
                entryOperationsMax,
                entryBytesMax,
                operationBytesMax,
                commitPatience,
                retry);
    }

    public ManifestOptions withOperationBytesMax(int value) {
        return new ManifestOptions(
                pollingInterval,
                snapshotEntriesMax,
                snapshotBytesMax,
                retention,
                staleAfter,
                pendingOperationsMax,
                pendingBytesMax,
                entryOperationsMax,
                entryBytesMax,
                value,
                commitPatience,
                retry);
    }

    public ManifestOptions withCommitPatience(Duration value) {
        return new ManifestOptions(
                pollingInterval,
                snapshotEntriesMax,
                snapshotBytesMax,
                retention,
                staleAfter,
                pendingOperationsMax,
                pendingBytesMax,
                entryOperationsMax,
                entryBytesMax,
                operationBytesMax,
                value,
                retry);
    }
}
