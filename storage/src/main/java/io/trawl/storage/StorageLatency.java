package io.trawl.storage;

import java.time.Duration;

/// How slow a simulated object store is.
///
/// @param firstByte wait before the first byte of a read, a listing or a deletion
/// @param put wait before a put is answered, besides its bytes
/// @param bytesPerSecond how fast the bytes of one request flow; other requests do not slow it down
/// @param maxConcurrentReads reads of one wave in flight at once; the others wait
public record StorageLatency(Duration firstByte, Duration put, long bytesPerSecond, int maxConcurrentReads) {
    /// An object store in the same region as its reader, as measured on large ones: 30 ms and 90 MB/s a request.
    public static final StorageLatency TYPICAL =
            new StorageLatency(Duration.ofMillis(30), Duration.ofMillis(50), 90_000_000, 64);

    public StorageLatency {
        if (firstByte.isNegative() || put.isNegative()) {
            throw new IllegalArgumentException("latency must not be negative, got " + firstByte + " and " + put);
        }
        if (bytesPerSecond < 1 || maxConcurrentReads < 1) {
            throw new IllegalArgumentException("bytesPerSecond and maxConcurrentReads must be at least 1, got "
                    + bytesPerSecond + " and " + maxConcurrentReads);
        }
    }

    long readNanos(long bytes) {
        return firstByte.toNanos() + transferNanos(bytes);
    }

    long putNanos(long bytes) {
        return put.toNanos() + transferNanos(bytes);
    }

    private long transferNanos(long bytes) {
        return (long) (bytes * 1e9 / bytesPerSecond);
    }
}
