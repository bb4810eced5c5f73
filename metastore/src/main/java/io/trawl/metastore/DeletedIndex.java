package io.trawl.metastore;

import io.trawl.common.IndexUid;
import io.trawl.config.StorageUri;
import java.util.List;

/// What is remembered of an index that was deleted while it had splits: where their files are.
///
/// It is forgotten with the last of them.
///
/// @param indexUri folder of the split files
/// @param deleteTimestamp seconds since 1970
public record DeletedIndex(IndexUid uid, StorageUri indexUri, long deleteTimestamp, List<Split> splits) {
    public DeletedIndex {
        splits = List.copyOf(splits);
    }
}
