package io.trawl.metastore;

/// All that is known of one index. Its delete tasks will have their place here.
record IndexState(IndexMetadata metadata, SplitTable splits) {
    IndexState withMetadata(IndexMetadata newMetadata) {
        return new IndexState(newMetadata, splits);
    }

    IndexState withSplits(SplitTable newSplits) {
        return new IndexState(metadata, newSplits);
    }

    String indexId() {
        return metadata.indexId();
    }
}
