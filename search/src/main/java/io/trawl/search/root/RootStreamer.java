package io.trawl.search.root;

import io.trawl.common.Fanout;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.common.TrawlException;
import io.trawl.config.SearcherConfig;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.MetastoreView;
import io.trawl.query.FieldColumns;
import io.trawl.query.SortOrder;
import io.trawl.search.ChunkSink;
import io.trawl.search.LeafSearchRequest;
import io.trawl.search.LeafStreamRequest;
import io.trawl.search.StoppableSink;
import io.trawl.search.StreamFormat;
import io.trawl.search.StreamRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/// Answers search streams: plans as a search does, asks the leaves side by side, and passes on what they send as it
/// comes. Holds nothing of it.
public final class RootStreamer implements AutoCloseable {
    private final Supplier<MetastoreView> metastore;
    private final LeafPlacer placer;
    private final SearcherConfig config;
    private final ExecutorService threads = Threads.virtual("root-stream");

    /// @param metastore gives the latest view that is known without asking anyone
    public RootStreamer(Supplier<MetastoreView> metastore, LeafPlacer placer, SearcherConfig config) {
        this.metastore = metastore;
        this.placer = placer;
        this.config = config;
    }

    /// Returns when all is sent.
    ///
    /// @throws TrawlException as [RootSearcher#search]; before anything is sent for what is wrong with the request,
    /// else at any time
    public void stream(StreamRequest request, ChunkSink sink, RequestContext context) {
        MetastoreView view = metastore.get();
        List<IndexMetadata> indexes = RootSearcher.indexes(request.matching().indexPatterns(), view);
        if (request.output().partitionBy().isPresent() && request.output().format() == StreamFormat.CSV) {
            throw TrawlException.badRequest("Invalid output format specified, only ClickHouseRowBinary is allowed when"
                    + " providing a partitioned-by field.");
        }
        if (indexes.isEmpty()) {
            return;
        }
        for (IndexMetadata index : indexes) {
            FieldColumns.forStream(
                    IndexSchemas.of(index),
                    request.output().field(),
                    request.output().partitionBy());
        }
        SearchPlan plan = SearchPlanner.plan(request.matching(), indexes, view);
        SearchChecks.splitCount(plan.splits().size(), config);
        LeafStreamRequest all = new LeafStreamRequest(matching(plan), request.output());
        StoppableSink stoppable = new StoppableSink(sink);
        List<Callable<Boolean>> tasks = new ArrayList<>();
        placer.place(plan.splits())
                .forEach((leaf, splits) -> tasks.add(() -> {
                    try {
                        leaf.stream(all.withSplits(splits), stoppable, context);
                        return true;
                    } catch (RuntimeException failure) {
                        throw stoppable.stop(failure);
                    }
                }));
        if (!tasks.isEmpty()) {
            Fanout.all(threads, context, tasks);
        }
    }

    private static LeafSearchRequest matching(SearchPlan plan) {
        return new LeafSearchRequest(
                plan.query(),
                plan.within(),
                List.of(),
                SortOrder.DESC,
                0,
                false,
                Optional.empty(),
                plan.currentMappings(),
                plan.splits());
    }

    @Override
    public void close() {
        threads.close();
    }
}
