package io.trawl.indexing;

/// How much is indexed between two looks at memory and clock.
///
/// @param bytes of documents
/// @param newSplits that may be opened for them
record StrideSize(long bytes, int newSplits) {
    /// For an index without partitions, whose one split is paid for by the memory of its documents.
    static final StrideSize ONE_SPLIT = new StrideSize(256 << 10, 0);
    /// For an index with partitions: so many as a stride has documents of, usually.
    static final StrideSize SOME_SPLITS = new StrideSize(256 << 10, 8);

    /// What a stride may need of the writers' memory a byte of documents, generously.
    private static final int HEAP_FACTOR = 4;
    /// A writer of some fields with a few documents, by measurement, and the buffers of its files.
    private static final long NEW_SPLIT_BYTES = 192 << 10;

    /// Memory that indexing so much may need at most, but for one large document.
    long heapBytes() {
        return HEAP_FACTOR * bytes + newSplits * NEW_SPLIT_BYTES;
    }
}
