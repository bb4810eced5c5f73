package io.trawl.split;

import io.trawl.common.RequestContext;
import java.nio.file.Path;
import org.apache.lucene.store.Directory;

/// Turns a Lucene index of one segment into a split file, written in one sequential pass.
public final class SplitPackager {
    /// @param index exactly one segment, without deletions or compound files, committed
    /// @param identity its metadata's footer offsets are ignored and its codec is read from the index
    /// @param target the file to write; replaced if it exists. Not forced to disk
    public PackagedSplit pack(Directory index, SplitIdentity identity, Path target, RequestContext context) {
        throw new UnsupportedOperationException();
    }
}
