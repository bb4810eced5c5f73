package io.trawl.indexing;

import io.trawl.common.CheckpointDelta;
import io.trawl.common.Position;
import io.trawl.common.RequestContext;
import io.trawl.ingest.DocumentBatch;
import java.util.List;

/// Where a pipeline's documents come from. Used by one thread at a time. It starts at a checkpoint and
/// never gives a record twice; to read again a new one is made.
///
/// Other kinds of sources, files and message queues, implement this.
interface Source {
    /// A run of documents of one partition, at offsets without a gap.
    ///
    /// @param from what was read of the partition before
    /// @param firstOffset of the first document
    /// @param forcesCommit the documents are to be published at once
    record SourceRecord(
            String partitionId, Position from, long firstOffset, DocumentBatch documents, boolean forcesCommit) {
        /// What is read once the first `count` documents are.
        Position positionAfter(int count) {
            return count == 0 ? from : Position.offset(firstOffset + count - 1);
        }
    }

    /// The next documents. Does not wait for new ones.
    ///
    /// @return empty if there are none now
    List<SourceRecord> nextBatch(long maxBytes, RequestContext context);

    /// Says what was published, so that the source may forget it.
    void published(CheckpointDelta delta);
}
