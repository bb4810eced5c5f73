package io.trawl.config;

import io.trawl.common.DataSize;
import java.time.Duration;
import java.util.Optional;

/// How documents are taken in. Keys: `ingest_api.*`.
///
/// @param maxQueueMemoryUsage of documents that are acknowledged and not yet indexed
/// @param maxQueueDiskUsage of the write-ahead log, above 256 MiB and at least the memory's
/// @param contentLengthLimit of a request's body, decompressed
/// @param replicationFactor accepted, without effect
/// @param shardThroughputLimit bytes a second, 1 to 20 MiB
/// @param shardBurstLimit at least one and a half times the content length limit
public record IngestApiConfig(
        DataSize maxQueueMemoryUsage,
        DataSize maxQueueDiskUsage,
        DataSize contentLengthLimit,
        int replicationFactor,
        DataSize shardThroughputLimit,
        DataSize shardBurstLimit,
        double shardScaleUpFactor,
        Optional<Compression> grpcCompressionAlgorithm,
        Duration decommissionTimeout) {
    // Before DEFAULT, whose constructor reads it.
    private static final DataSize MIN_DISK_USAGE = DataSize.ofMebibytes(256);

    public static final IngestApiConfig DEFAULT = new IngestApiConfig(
            DataSize.ofGibibytes(2),
            DataSize.ofGibibytes(4),
            DataSize.ofMebibytes(10),
            1,
            DataSize.ofMebibytes(5),
            DataSize.ofMebibytes(50),
            1.5,
            Optional.empty(),
            Duration.ofSeconds(300));

    public IngestApiConfig {
        if (maxQueueDiskUsage.compareTo(MIN_DISK_USAGE) <= 0) {
            throw new IllegalArgumentException(
                    "`ingest_api.max_queue_disk_usage` must be above 256 MiB, got " + maxQueueDiskUsage);
        }
        if (maxQueueDiskUsage.compareTo(maxQueueMemoryUsage) < 0) {
            throw new IllegalArgumentException("`ingest_api.max_queue_disk_usage` (" + maxQueueDiskUsage
                    + ") must be at least `ingest_api.max_queue_memory_usage` (" + maxQueueMemoryUsage + ")");
        }
        if (contentLengthLimit.bytes() < 1) {
            throw new IllegalArgumentException("`ingest_api.content_length_limit` must be above 0");
        }
        if (shardThroughputLimit.compareTo(DataSize.ofMebibytes(1)) < 0
                || shardThroughputLimit.compareTo(DataSize.ofMebibytes(20)) > 0) {
            throw new IllegalArgumentException(
                    "`ingest_api.shard_throughput_limit` must be from 1 to 20 MiB, got " + shardThroughputLimit);
        }
        if (shardBurstLimit.bytes() < contentLengthLimit.bytes() / 2 * 3) {
            throw new IllegalArgumentException("`ingest_api.shard_burst_limit` (" + shardBurstLimit
                    + ") must be at least 1.5 times `ingest_api.content_length_limit` (" + contentLengthLimit + ")");
        }
        if (!(shardScaleUpFactor > 1.0 && Double.isFinite(shardScaleUpFactor))) {
            throw new IllegalArgumentException(
                    "`ingest_api.shard_scale_up_factor` must be above 1, got " + shardScaleUpFactor);
        }
    }

    /// Of batches between nodes.
    public enum Compression {
        GZIP,
        ZSTD
    }
}
