package io.trawl.search;

import io.trawl.common.RequestContext;
import io.trawl.search.collect.LeafResult;
import java.util.List;

/// A node that searches splits: this one, or another one behind the network. Safe for concurrent use; calls
/// block.
///
/// A split that cannot be searched is named in the result, and does not fail the others.
public interface LeafSearchClient {
    /// Searches all splits of the request and merges what they give.
    ///
    /// @throws io.trawl.common.TrawlException BAD_REQUEST if the request cannot be answered on any split,
    /// TOO_MANY_REQUESTS if the node has no room for it, CANCELLED, TIMEOUT
    LeafResult search(LeafSearchRequest request, RequestContext context);

    /// Says what [#search] would read of each split, in the order of the request. Reads no more than `depth` says.
    List<SplitExplanation> explain(LeafSearchRequest request, ExplainDepth depth, RequestContext context);

    /// Brings documents, in the order of the request.
    List<FetchedDoc> fetch(FetchRequest request, RequestContext context);

    /// Sends the values of a column of all matching documents, split by split as they are computed, and returns when
    /// all are sent.
    ///
    /// @throws io.trawl.common.TrawlException if any split fails, the reader is gone, or the request is cancelled;
    /// some values may have been sent by then
    void stream(LeafStreamRequest request, ChunkSink sink, RequestContext context);
}
