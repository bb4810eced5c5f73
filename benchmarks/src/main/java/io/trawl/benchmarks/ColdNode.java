package io.trawl.benchmarks;

import io.trawl.common.DataSize;
import io.trawl.common.Fanout;
import io.trawl.common.Lifecycle;
import io.trawl.common.MemoryBudget;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.common.TimeSource;
import io.trawl.config.SearcherConfig;
import io.trawl.metastore.MetastoreView;
import io.trawl.search.SearchMetrics;
import io.trawl.search.SearchRequest;
import io.trawl.search.SearchResponse;
import io.trawl.search.leaf.CpuExecutor;
import io.trawl.search.leaf.DocFetcher;
import io.trawl.search.leaf.LeafSearcher;
import io.trawl.search.leaf.LocalLeafSearchClient;
import io.trawl.search.leaf.SearchPermits;
import io.trawl.search.leaf.SplitAccess;
import io.trawl.search.leaf.SplitStreamer;
import io.trawl.search.root.LeafPlacer;
import io.trawl.search.root.RootSearcher;
import io.trawl.split.SplitCache;
import io.trawl.split.SplitMetadata;
import io.trawl.split.SplitOpener;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageResolver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;

/// A searcher that has just started: it knows the metastore's view, and nothing of any split.
final class ColdNode implements AutoCloseable {
    private static final DataSize CACHE_BYTES = DataSize.ofGibibytes(1);
    private static final DataSize OPEN_READERS = DataSize.ofMebibytes(256);

    private final Lifecycle lifecycle = new Lifecycle();
    private final RootSearcher searcher;
    private final SplitOpener opener;

    /// @param storage holds the splits, whatever their URI says
    /// @param cacheFolder for what is read of them; of this node alone
    ColdNode(MetastoreView view, Storage storage, Path cacheFolder) {
        SearcherConfig config = SearcherConfig.DEFAULT;
        SearchMetrics metrics = new SearchMetrics();
        SplitCache cache = lifecycle.add(newCache(cacheFolder));
        opener = new SplitOpener(cache);
        SplitAccess access = new SplitAccess(new StorageResolver(Map.of("file", uri -> storage)), opener);
        CpuExecutor cpu =
                lifecycle.add(new CpuExecutor(Runtime.getRuntime().availableProcessors(), metrics, TimeSource.SYSTEM));
        SearchPermits permits =
                new SearchPermits(config.maxNumConcurrentSplitSearches(), MemoryBudget.unlimited("warm-up"));
        LeafSearcher leaf =
                lifecycle.add(new LeafSearcher(access, permits, cpu, config.aggregationMemoryLimit(), metrics));
        DocFetcher fetcher = lifecycle.add(new DocFetcher(access, cpu, metrics));
        SplitStreamer streamer = lifecycle.add(new SplitStreamer(access, permits, cpu, metrics));
        searcher = lifecycle.add(new RootSearcher(
                () -> view,
                LeafPlacer.single(new LocalLeafSearchClient(leaf, fetcher, streamer)),
                config,
                metrics,
                TimeSource.SYSTEM));
    }

    static SplitCache newCache(Path folder) {
        return SplitCache.create(folder, CACHE_BYTES, OPEN_READERS);
    }

    /// Reads the tails of all splits, side by side, as a node does that will own them.
    void openAll(Storage storage, List<SplitMetadata> splits, RequestContext context) {
        try (ExecutorService threads = Threads.virtual("tails")) {
            List<Callable<Boolean>> opens = new ArrayList<>();
            for (SplitMetadata split : splits) {
                opens.add(() -> {
                    opener.open(storage, new StorageKey(split.fileName()), split.footerOffsets(), context)
                            .close();
                    return true;
                });
            }
            Fanout.all(threads, context, opens);
        }
    }

    /// The splits that the search would ask, by their ids.
    List<String> splitsOf(SearchRequest request) {
        return searcher.plan(request).splits().stream()
                .map(split -> split.substring(split.indexOf('/') + 1))
                .toList();
    }

    SearchResponse search(SearchRequest request, RequestContext context) {
        return searcher.search(request, context);
    }

    @Override
    public void close() {
        lifecycle.close();
    }
}
