package io.trawl.ingest;

import io.trawl.common.DataSize;
import io.trawl.config.IngestApiConfig;

/// What ingest may use. The first two are `ingest_api.*` keys of the node's configuration.
///
/// @param maxQueueDiskUsage bytes of the write-ahead log; past them documents are refused until some are
///     published
/// @param maxQueueMemoryUsage heap for knowing where unpublished documents lie, and for keeping them at
///     hand
/// @param segmentSize bytes after which the log goes on in a new file; also what start holds in memory at
///     once
/// @param maxDocumentSize the longest document; a longer one is rejected and those around it are kept
public record IngestLimits(
        DataSize maxQueueDiskUsage, DataSize maxQueueMemoryUsage, DataSize segmentSize, DataSize maxDocumentSize) {
    public static final IngestLimits DEFAULT = new IngestLimits(
            DataSize.ofGibibytes(4),
            DataSize.ofGibibytes(2),
            // Small enough that disk comes free soon after a publish, large enough that files are few.
            DataSize.ofMebibytes(32),
            // A document lies in memory several times on its way through the writer.
            DataSize.ofMebibytes(8));

    public static IngestLimits of(IngestApiConfig config) {
        return DEFAULT.withMaxQueueDiskUsage(config.maxQueueDiskUsage())
                .withMaxQueueMemoryUsage(config.maxQueueMemoryUsage());
    }

    public IngestLimits withMaxQueueDiskUsage(DataSize size) {
        return new IngestLimits(size, maxQueueMemoryUsage, segmentSize, maxDocumentSize);
    }

    public IngestLimits withMaxQueueMemoryUsage(DataSize size) {
        return new IngestLimits(maxQueueDiskUsage, size, segmentSize, maxDocumentSize);
    }

    public IngestLimits withSegmentSize(DataSize size) {
        return new IngestLimits(maxQueueDiskUsage, maxQueueMemoryUsage, size, maxDocumentSize);
    }
}
