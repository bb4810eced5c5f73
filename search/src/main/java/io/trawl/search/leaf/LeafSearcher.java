package io.trawl.search.leaf;

import io.trawl.common.DataSize;
import io.trawl.common.Fanout;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.common.TrawlException;
import io.trawl.query.Aggregations;
import io.trawl.query.CompiledQuery;
import io.trawl.query.ReadNeed;
import io.trawl.query.SortBy;
import io.trawl.query.SortOrder;
import io.trawl.search.LeafSearchRequest;
import io.trawl.search.SearchMetrics;
import io.trawl.search.SplitTarget;
import io.trawl.search.collect.AggregationLimits;
import io.trawl.search.collect.AggregationTree;
import io.trawl.search.collect.HitAddress;
import io.trawl.search.collect.HitOrder;
import io.trawl.search.collect.LeafResult;
import io.trawl.search.collect.LeafResultMerger;
import io.trawl.search.collect.Pace;
import io.trawl.search.collect.PartialAggregation;
import io.trawl.search.collect.SplitHit;
import io.trawl.search.collect.SplitScan;
import io.trawl.split.SplitReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.search.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Searches splits on this node: opens, plans, fetches, computes, merges.
///
/// Splits are taken in the order of the request by as many virtual threads as splits may be searched at once,
/// so the reads of the next ones overlap the computing of the present ones, and results are merged as they
/// come.
public final class LeafSearcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeafSearcher.class);

    private final SplitAccess access;
    private final SearchPermits permits;
    private final CpuExecutor cpu;
    private final DataSize aggregationMemoryLimit;
    private final SearchMetrics metrics;
    private final ExecutorService threads = Threads.virtual("leaf-search");

    /// @param aggregationMemoryLimit of one request on this node
    public LeafSearcher(
            SplitAccess access,
            SearchPermits permits,
            CpuExecutor cpu,
            DataSize aggregationMemoryLimit,
            SearchMetrics metrics) {
        this.access = access;
        this.permits = permits;
        this.cpu = cpu;
        this.aggregationMemoryLimit = aggregationMemoryLimit;
        this.metrics = metrics;
    }

    /// Searches all splits of the request. Splits that cannot be searched are named in the result.
    ///
    /// @throws TrawlException if the request fails on any split whatever its state: BAD_REQUEST,
    /// TOO_MANY_REQUESTS, CANCELLED, TIMEOUT
    public LeafResult search(LeafSearchRequest request, RequestContext context) {
        boolean failed = true;
        LeafResultMerger merger = new LeafResultMerger(request.hitComparator(), request.hits());
        try (AggregationLimits limits =
                new AggregationLimits(aggregationMemoryLimit, Integer.MAX_VALUE, context.memory())) {
            SplitQueries queries = new SplitQueries(request);
            AtomicInteger next = new AtomicInteger();
            List<SplitTarget> splits = request.splits();
            Callable<Boolean> worker = () -> {
                try {
                    for (int i = next.getAndIncrement(); i < splits.size(); i = next.getAndIncrement()) {
                        merger.add(searchOrName(splits.get(i), request, queries, limits, context));
                    }
                    return true;
                } finally {
                    // Whether done or failed: there is nothing left for the others to begin.
                    next.set(splits.size());
                }
            };
            int workers = Math.min(splits.size(), permits.splitsMax());
            if (workers > 0) {
                Fanout.all(threads, context, Collections.nCopies(workers, worker));
            }
            failed = false;
            return merger.result();
        } finally {
            metrics.leafSearchDone(failed);
        }
    }

    private LeafResult searchOrName(
            SplitTarget split,
            LeafSearchRequest request,
            SplitQueries queries,
            AggregationLimits limits,
            RequestContext context) {
        try {
            return searchSplit(split, request, queries, limits, context);
        } catch (RuntimeException failure) {
            if (failsRequest(failure)) {
                throw failure;
            }
            LOG.warn("split {} of index {} could not be searched", split.splitId(), split.indexUid(), failure);
            metrics.splitFailed();
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

    private LeafResult searchSplit(
            SplitTarget split,
            LeafSearchRequest request,
            SplitQueries queries,
            AggregationLimits limits,
            RequestContext context) {
        try (SearchPermits.Permit permit = permits.acquire(context);
                SplitReader reader = access.open(split, context)) {
            SplitMappings.Mapping mapping = access.mapping(reader);
            CompiledQuery query = queries.compile(split, mapping.schema(), reader.leafReader());
            SplitColumns columns =
                    new SplitColumns(mapping.schema(), reader.leafReader().getFieldInfos());
            HitOrder order = hitOrder(request, columns);
            Aggregations aggregations = request.aggregations().orElse(Aggregations.NONE);
            if (query.matchesNone()) {
                return skipped();
            }
            List<ReadNeed> needs = new ArrayList<>(query.needs());
            needs.addAll(WarmupPlanner.columnNeeds(order, aggregations, columns));
            if (!(WarmupPlanner.plan(needs, reader.ranges(), columns.fields()) instanceof WarmupPlan.Read plan)) {
                return skipped();
            }
            permit.charge(plan.bytes());
            metrics.warmedUp(plan.bytes());
            reader.fetch(plan.ranges(), context);
            Scan scan = new Scan(split.splitId(), reader.leafReader(), query.query(), order, columns, request, limits);
            LeafResult result = cpu.run(context, scan::run);
            metrics.splitSearched();
            return result;
        }
    }

    private LeafResult skipped() {
        metrics.splitSkipped();
        return new LeafResult(List.of(), 0, List.of(), List.of(), new LeafResult.SplitCounts(0, 1, 0));
    }

    private static HitOrder hitOrder(LeafSearchRequest request, SplitColumns columns) {
        List<HitOrder.Key> keys = new ArrayList<>();
        for (SortBy key : request.sortBy()) {
            boolean descending = key.order() == SortOrder.DESC;
            keys.add(
                    key.isScore()
                            ? new HitOrder.Key.Score(descending)
                            : new HitOrder.Key.Columns(columns.sortColumns(key), descending));
        }
        return new HitOrder(keys, request.ties() == SortOrder.DESC);
    }

    @Override
    public void close() {
        threads.close();
    }

    /// What is computed on one split once all that it reads is here.
    private record Scan(
            String splitId,
            LeafReader reader,
            Query query,
            HitOrder order,
            SplitColumns columns,
            LeafSearchRequest request,
            AggregationLimits limits) {
        LeafResult run(Pace pace) throws IOException {
            Aggregations requested = request.aggregations().orElse(Aggregations.NONE);
            AggregationTree tree = requested.isEmpty() ? null : AggregationTree.of(requested, reader, columns, limits);
            SplitScan scan =
                    order.needsScores() ? SplitScan.scoring(reader, query, pace) : SplitScan.of(reader, query, pace);
            SplitScan.Found found = scan.run(order, request.hits(), request.countAll(), tree);
            List<HitAddress> hits = new ArrayList<>(found.hits().size());
            for (SplitHit hit : found.hits()) {
                hits.add(new HitAddress(splitId, hit.doc(), hit.sortValues()));
            }
            List<PartialAggregation> aggregations = tree == null ? List.of() : tree.results();
            return new LeafResult(hits, found.count(), aggregations, List.of(), new LeafResult.SplitCounts(1, 0, 0));
        }
    }
}
