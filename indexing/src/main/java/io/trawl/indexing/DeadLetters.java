package io.trawl.indexing;

import io.trawl.common.IndexUid;
import io.trawl.docmapper.DocRejection;

/// Takes the documents that cannot be indexed. Safe for concurrent use; must be quick, and not throw.
public interface DeadLetters {
    /// A document that was refused.
    ///
    /// @param offset of the document in its partition
    /// @param bytes holds the document at `[start, start + length)`; valid during the call only
    void refused(
            IndexUid indexUid,
            String sourceId,
            String partitionId,
            long offset,
            DocRejection reason,
            byte[] bytes,
            int start,
            int length);
}
