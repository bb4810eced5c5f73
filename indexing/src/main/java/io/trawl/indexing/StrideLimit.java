package io.trawl.indexing;

import io.trawl.indexing.Source.SourceRecord;

/// Ends a stride after so many documents, or bytes of them.
final class StrideLimit implements PendingDocuments.Limit {
    private long documents;
    private long bytes;

    /// @param maxBytes the document that reaches it is the last
    StrideLimit(long maxDocuments, long maxBytes) {
        this.documents = maxDocuments;
        this.bytes = maxBytes;
    }

    @Override
    public boolean takes(SourceRecord record, int at) {
        if (documents <= 0 || bytes <= 0) {
            return false;
        }
        documents--;
        bytes -= record.documents().length(at);
        return true;
    }
}
