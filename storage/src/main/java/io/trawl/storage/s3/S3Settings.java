package io.trawl.storage.s3;

import io.trawl.common.DataSize;
import io.trawl.common.RetryPolicy;
import io.trawl.config.EnvironmentKnobs;
import java.time.Duration;

/// How S3 is used, as opposed to where it is.
///
/// @param maxConcurrentRequests in flight at once, over all storages of a node
/// @param partSize objects longer than this are uploaded in parts of this size, at least 5 MiB by S3's rules
/// @param partsInFlight parts of one object uploaded side by side
/// @param retries after failures
/// @param throttledRetries waits after a server has asked to slow down; the tries are those of `retries`
/// @param timeoutBase what a request may take whatever its size
/// @param bytesPerSecondMin a request may take as long as its bytes need at this rate, on top of `timeoutBase`
public record S3Settings(
        int maxConcurrentRequests,
        DataSize partSize,
        int partsInFlight,
        RetryPolicy retries,
        RetryPolicy throttledRetries,
        Duration timeoutBase,
        long bytesPerSecondMin) {
    /// Fewer requests than a client's sockets bear, more than one query's wave needs.
    private static final int DEFAULT_CONCURRENCY = 256;

    public static final S3Settings DEFAULT = new S3Settings(
            DEFAULT_CONCURRENCY,
            DataSize.ofMebibytes(16),
            4,
            new RetryPolicy(5, Duration.ofMillis(50), Duration.ofSeconds(5)),
            new RetryPolicy(5, Duration.ofMillis(500), Duration.ofSeconds(20)),
            Duration.ofSeconds(5),
            500_000);

    public S3Settings {
        if (maxConcurrentRequests < 1 || partsInFlight < 1 || bytesPerSecondMin < 1 || partSize.bytes() < 1) {
            throw new IllegalArgumentException("sizes and counts of S3 settings must be at least 1");
        }
    }

    /// The default with `S3_MAX_CONCURRENCY` applied.
    public static S3Settings of(EnvironmentKnobs knobs) {
        long cap = knobs.number("S3_MAX_CONCURRENCY", DEFAULT_CONCURRENCY, 1);
        return DEFAULT.withMaxConcurrentRequests((int) Math.min(cap, 100_000));
    }

    public S3Settings withMaxConcurrentRequests(int requests) {
        return new S3Settings(
                requests, partSize, partsInFlight, retries, throttledRetries, timeoutBase, bytesPerSecondMin);
    }

    public S3Settings withPartSize(DataSize size) {
        return new S3Settings(
                maxConcurrentRequests, size, partsInFlight, retries, throttledRetries, timeoutBase, bytesPerSecondMin);
    }

    /// How long one attempt to move so many bytes may take.
    Duration timeout(long bytes) {
        return timeoutBase.plusMillis(bytes * 1000 / bytesPerSecondMin);
    }
}
