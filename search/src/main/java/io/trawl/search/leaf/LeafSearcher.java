package io.trawl.search.leaf;

import io.trawl.common.DataSize;
import io.trawl.common.Fanout;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.common.TrawlException;
import io.trawl.search.ExplainDepth;
import io.trawl.search.LeafSearchRequest;
import io.trawl.search.SearchMetrics;
import io.trawl.search.SplitExplanation;
import io.trawl.search.SplitTarget;
import io.trawl.search.collect.AggregationLimits;
import io.trawl.search.collect.LeafResult;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Searches splits on this node: opens, plans, fetches, computes, merges.
///
/// What is remembered is answered first. The other splits are taken, the most promising first, by as many virtual
/// threads as splits may be searched at once, so the reads of the next ones overlap the computing of the present
/// ones, and results are merged as they come.
public final class LeafSearcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeafSearcher.class);

    private final Parts parts;
    private final DataSize aggregationMemoryLimit;
    private final ExecutorService threads = Threads.virtual("leaf-search");

    /// What every search on this node shares.
    record Parts(
            SplitAccess access,
            SearchPermits permits,
            CpuExecutor cpu,
            SplitWarmup warmup,
            LeafCaches caches,
            SearchMetrics metrics) {
        /// The same without what is remembered, and without counting.
        Parts forgetful() {
            return new Parts(access, permits, cpu, warmup, LeafCaches.OFF, new SearchMetrics());
        }
    }

    /// Remembers nothing.
    ///
    /// @param aggregationMemoryLimit of one request on this node
    public LeafSearcher(
            SplitAccess access,
            SearchPermits permits,
            CpuExecutor cpu,
            DataSize aggregationMemoryLimit,
            SearchMetrics metrics) {
        this(access, permits, cpu, LeafCaches.OFF, aggregationMemoryLimit, metrics);
    }

    /// With a warm-up of its own.
    ///
    /// @param aggregationMemoryLimit of one request on this node
    public LeafSearcher(
            SplitAccess access,
            SearchPermits permits,
            CpuExecutor cpu,
            LeafCaches caches,
            DataSize aggregationMemoryLimit,
            SearchMetrics metrics) {
        this(access, permits, cpu, new SplitWarmup(cpu, metrics), caches, aggregationMemoryLimit, metrics);
    }

    /// @param aggregationMemoryLimit of one request on this node
    public LeafSearcher(
            SplitAccess access,
            SearchPermits permits,
            CpuExecutor cpu,
            SplitWarmup warmup,
            LeafCaches caches,
            DataSize aggregationMemoryLimit,
            SearchMetrics metrics) {
        this.parts = new Parts(access, permits, cpu, warmup, caches, metrics);
        this.aggregationMemoryLimit = aggregationMemoryLimit;
    }

    /// Searches all splits of the request. Splits that cannot be searched are named in the result.
    ///
    /// @throws TrawlException if the request fails on any split whatever its state: BAD_REQUEST,
    /// TOO_MANY_REQUESTS, CANCELLED, TIMEOUT
    public LeafResult search(LeafSearchRequest request, RequestContext context) {
        boolean failed = true;
        try (AggregationLimits limits =
                new AggregationLimits(aggregationMemoryLimit, Integer.MAX_VALUE, context.memory())) {
            LeafSearch search = new LeafSearch(request, parts, limits, context);
            List<SplitTarget> splits = search.answerFromMemory();
            if (!splits.isEmpty()) {
                searchAll(splits, search, context);
            }
            failed = false;
            return search.result();
        } finally {
            parts.metrics.leafSearchDone(failed);
        }
    }

    /// Says what [#search] would read, without searching.
    ///
    /// @return in the order of the request's splits
    public List<SplitExplanation> explain(LeafSearchRequest request, ExplainDepth depth, RequestContext context) {
        return new LeafExplainer(parts, threads).explain(request, depth, context);
    }

    private void searchAll(List<SplitTarget> splits, LeafSearch search, RequestContext context) {
        SplitQueue queue = new SplitQueue(splits, !search.maySkip());
        Callable<Boolean> worker = () -> {
            try {
                for (Optional<SplitTarget> split = queue.take(); split.isPresent(); split = queue.take()) {
                    search.add(searchOrName(split.get(), search));
                    queue.done();
                }
                return true;
            } finally {
                // Whether done or failed: there is nothing left for the others to begin.
                queue.close();
            }
        };
        int workers = Math.min(splits.size(), parts.permits.splitsMax());
        Fanout.all(threads, context, Collections.nCopies(workers, worker));
    }

    private LeafResult searchOrName(SplitTarget split, LeafSearch search) {
        try {
            return search.search(split);
        } catch (RuntimeException failure) {
            if (failsRequest(failure)) {
                throw failure;
            }
            // What a cancellation interrupts may fail in its own way.
            search.check();
            LOG.warn("split {} of index {} could not be searched", split.splitId(), split.indexUid(), failure);
            parts.metrics.splitFailed();
            return LeafResult.failed(split.splitId(), TrawlException.describe(failure));
        }
    }

    /// Whether the fault lies with the request or the node rather than with one split.
    private static boolean failsRequest(RuntimeException failure) {
        return failure instanceof TrawlException known
                && switch (known.code()) {
                    case BAD_REQUEST, TOO_MANY_REQUESTS, TOO_LARGE, CANCELLED, TIMEOUT -> true;
                    case UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION -> false;
                    case CHECKPOINT_CONFLICT, METHOD_NOT_ALLOWED, LENGTH_REQUIRED, UNSUPPORTED_MEDIA_TYPE -> false;
                    case UNAVAILABLE, CORRUPTED, UNKNOWN_VERSION, INTERNAL -> false;
                };
    }

    @Override
    public void close() {
        threads.close();
    }
}
