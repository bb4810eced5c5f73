package io.trawl.storage.remote;

import io.trawl.common.DataSize;
import io.trawl.common.RetryPolicy;
import io.trawl.config.EnvironmentKnobs;
import io.trawl.config.SearcherConfig.StorageTimeoutPolicy;
import java.time.Duration;

/// How an object store is used, as opposed to where it is.
///
/// @param maxConcurrentRequests in flight at once, over all storages of one kind on a node
/// @param partSize objects longer than this are uploaded in parts of this size, at least 5 MiB by S3's rules
/// @param partsInFlight parts of one object uploaded side by side
/// @param reads patience with reads and listings
/// @param writes patience with puts and deletes
/// @param throttledRetries waits after a server has asked to slow down; the tries are those of the patience
/// @param hedgeShare second requests that late reads may cost, as a share of all reads; 0 for none
public record RemoteSettings(
        int maxConcurrentRequests,
        DataSize partSize,
        int partsInFlight,
        Patience reads,
        Patience writes,
        RetryPolicy throttledRetries,
        double hedgeShare) {
    /// Fewer requests than a client's sockets bear, more than one query's wave needs.
    private static final int DEFAULT_CONCURRENCY = 256;

    /// The wait before a first retry, and the longest one.
    private static final Duration FIRST_WAIT = Duration.ofMillis(50);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /// How long a request may take, and how often it is tried.
    ///
    /// @param base what it may take whatever its size
    /// @param bytesPerSecondMin it may take as long as its bytes need at this rate, on top of `base`
    public record Patience(Duration base, long bytesPerSecondMin, RetryPolicy retries) {
        public static final Patience DEFAULT =
                new Patience(Duration.ofSeconds(5), 500_000, new RetryPolicy(5, FIRST_WAIT, LONGEST_WAIT));

        public Patience {
            if (bytesPerSecondMin < 1) {
                throw new IllegalArgumentException("bytesPerSecondMin must be at least 1, got " + bytesPerSecondMin);
            }
        }

        Duration timeout(long bytes) {
            return base.plusMillis(bytes * 1000 / bytesPerSecondMin);
        }
    }

    public static final RemoteSettings DEFAULT = new RemoteSettings(
            DEFAULT_CONCURRENCY,
            DataSize.ofMebibytes(16),
            4,
            Patience.DEFAULT,
            Patience.DEFAULT,
            new RetryPolicy(5, Duration.ofMillis(500), Duration.ofSeconds(20)),
            0.05);

    public RemoteSettings {
        if (maxConcurrentRequests < 1 || partsInFlight < 1 || partSize.bytes() < 1) {
            throw new IllegalArgumentException("sizes and counts of an object store's settings must be at least 1");
        }
        if (hedgeShare < 0 || hedgeShare > 1) {
            throw new IllegalArgumentException("hedgeShare must lie between 0 and 1, got " + hedgeShare);
        }
    }

    /// The default with `S3_MAX_CONCURRENCY` applied, whose name is older than the other kinds of store.
    public static RemoteSettings of(EnvironmentKnobs knobs) {
        long cap = knobs.number("S3_MAX_CONCURRENCY", DEFAULT_CONCURRENCY, 1);
        return DEFAULT.withMaxConcurrentRequests((int) Math.min(cap, 100_000));
    }

    public RemoteSettings withMaxConcurrentRequests(int requests) {
        return new RemoteSettings(requests, partSize, partsInFlight, reads, writes, throttledRetries, hedgeShare);
    }

    public RemoteSettings withPartSize(DataSize size) {
        return new RemoteSettings(
                maxConcurrentRequests, size, partsInFlight, reads, writes, throttledRetries, hedgeShare);
    }

    public RemoteSettings withHedgeShare(double share) {
        return new RemoteSettings(
                maxConcurrentRequests, partSize, partsInFlight, reads, writes, throttledRetries, share);
    }

    public RemoteSettings withPatience(Patience ofReads, Patience ofWrites) {
        return new RemoteSettings(
                maxConcurrentRequests, partSize, partsInFlight, ofReads, ofWrites, throttledRetries, hedgeShare);
    }

    /// With reads as patient as the operator says (`searcher.storage_timeout_policy`).
    public RemoteSettings withReads(StorageTimeoutPolicy policy) {
        RetryPolicy retries = new RetryPolicy(1 + Math.min(policy.maxNumRetries(), 100), FIRST_WAIT, LONGEST_WAIT);
        return withPatience(new Patience(policy.timeout(), policy.minThroughputBytesPerSecs(), retries), writes);
    }

    Patience patience(RemoteCall<?> call) {
        return call.isWrite() ? writes : reads;
    }
}
