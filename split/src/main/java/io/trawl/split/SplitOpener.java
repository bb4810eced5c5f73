package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;

/// Opens splits: one storage read of the hot tail, none if the split is open already.
public final class SplitOpener {
    public SplitOpener(SplitCache cache) {}

    /// @param tail the footer offsets of the split's metadata
    public SplitReader open(Storage storage, StorageKey key, ByteRange tail, RequestContext context) {
        throw new UnsupportedOperationException();
    }

    /// Asks the file itself where its tail is. For tools: costs two more requests.
    public ByteRange locateTail(Storage storage, StorageKey key, RequestContext context) {
        throw new UnsupportedOperationException();
    }
}
