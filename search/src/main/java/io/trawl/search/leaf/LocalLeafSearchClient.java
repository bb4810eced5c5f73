package io.trawl.search.leaf;

import io.trawl.common.RequestContext;
import io.trawl.search.ChunkSink;
import io.trawl.search.ExplainDepth;
import io.trawl.search.FetchRequest;
import io.trawl.search.FetchedDoc;
import io.trawl.search.LeafSearchClient;
import io.trawl.search.LeafSearchRequest;
import io.trawl.search.LeafStreamRequest;
import io.trawl.search.SplitExplanation;
import io.trawl.search.collect.LeafResult;
import java.util.List;

/// This node as a leaf.
public final class LocalLeafSearchClient implements LeafSearchClient {
    private final LeafSearcher searcher;
    private final DocFetcher fetcher;
    private final SplitStreamer streamer;

    public LocalLeafSearchClient(LeafSearcher searcher, DocFetcher fetcher, SplitStreamer streamer) {
        this.searcher = searcher;
        this.fetcher = fetcher;
        this.streamer = streamer;
    }

    @Override
    public LeafResult search(LeafSearchRequest request, RequestContext context) {
        return searcher.search(request, context);
    }

    @Override
    public List<SplitExplanation> explain(LeafSearchRequest request, ExplainDepth depth, RequestContext context) {
        return searcher.explain(request, depth, context);
    }

    @Override
    public List<FetchedDoc> fetch(FetchRequest request, RequestContext context) {
        return fetcher.fetch(request, context);
    }

    @Override
    public void stream(LeafStreamRequest request, ChunkSink sink, RequestContext context) {
        streamer.stream(request, sink, context);
    }
}
