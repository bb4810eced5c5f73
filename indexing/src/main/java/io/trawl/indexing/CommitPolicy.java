package io.trawl.indexing;

import io.trawl.config.IndexingSettings;
import java.util.concurrent.TimeUnit;

/// When a workbench is sealed.
///
/// @param timeoutNanos after its first document
/// @param maxHeapBytes of its writers
/// @param maxDocuments in it
record CommitPolicy(long timeoutNanos, long maxHeapBytes, long maxDocuments) {
    /// A Lucene writer thread flushes by itself at 2 GiB, which would make a second segment.
    private static final long MAX_WRITER_BYTES = 1_900_000_000L;

    static CommitPolicy of(IndexingSettings settings) {
        return new CommitPolicy(
                TimeUnit.SECONDS.toNanos(settings.commitTimeoutSecs()),
                Math.min(settings.heapSize().bytes(), MAX_WRITER_BYTES),
                settings.splitNumDocsTarget());
    }

    /// @param heapBytes of the workbench's writers
    /// @param documents in it, refused ones not counted
    boolean isFull(long heapBytes, long documents) {
        return heapBytes >= maxHeapBytes || documents >= maxDocuments;
    }
}
