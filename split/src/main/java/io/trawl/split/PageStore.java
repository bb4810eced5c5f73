package io.trawl.split;

import io.trawl.common.RequestContext;
import java.io.Closeable;
import java.util.List;
import org.apache.lucene.store.IndexInput;

/// The mapped file behind an open split, at the same offsets as the split itself, and the way to make its
/// pages valid.
interface PageStore extends Closeable {
    /// The whole split, mapped. Its tail is valid; its pages are once they were [loaded][#load].
    IndexInput mapped();

    /// Brings and verifies the pages of `runs`, side by side. Safe for concurrent use on different runs.
    ///
    /// @throws io.trawl.common.TrawlException CORRUPTED naming split and place, or as storage does
    void load(List<PageRun> runs, RequestContext context);

    /// What [loading][#load] these runs would take.
    FetchCost cost(List<PageRun> runs);

    /// Runs closer than this are loaded as one.
    int coalesceBytes();

    /// What the split takes on this machine's disk beyond what storage has there anyway.
    long cachedBytes();

    /// Whether loading waits for storage; if not, it is no more than a check of what lies here already.
    boolean isRemote();
}
