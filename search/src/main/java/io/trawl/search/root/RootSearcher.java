package io.trawl.search.root;

import io.trawl.common.ErrorCode;
import io.trawl.common.Fanout;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.SearcherConfig;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.IndexPatterns;
import io.trawl.metastore.MetastoreView;
import io.trawl.query.Aggregations;
import io.trawl.query.QueryAst;
import io.trawl.search.ExplainDepth;
import io.trawl.search.FetchRequest;
import io.trawl.search.FetchedDoc;
import io.trawl.search.LeafSearchClient;
import io.trawl.search.LeafSearchRequest;
import io.trawl.search.SearchExplanation;
import io.trawl.search.SearchHit;
import io.trawl.search.SearchMetrics;
import io.trawl.search.SearchPlanResponse;
import io.trawl.search.SearchRequest;
import io.trawl.search.SearchResponse;
import io.trawl.search.SnippetRequest;
import io.trawl.search.SortKeys;
import io.trawl.search.SplitTarget;
import io.trawl.search.ZeroHits;
import io.trawl.search.collect.AggregationLimits;
import io.trawl.search.collect.AggregationRenderer;
import io.trawl.search.collect.HitAddress;
import io.trawl.search.collect.LeafResult;
import io.trawl.search.collect.LeafResultMerger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Answers searches: plans on the metastore's view, asks the leaves side by side, merges what they find, and
/// fetches the documents of the page alone.
public final class RootSearcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RootSearcher.class);

    private final Supplier<MetastoreView> metastore;
    private final LeafPlacer placer;
    private final SearcherConfig config;
    private final SearchMetrics metrics;
    private final TimeSource timeSource;
    private final ExecutorService threads = Threads.virtual("root-search");

    /// @param metastore gives the latest view that is known without asking anyone
    public RootSearcher(
            Supplier<MetastoreView> metastore,
            LeafPlacer placer,
            SearcherConfig config,
            SearchMetrics metrics,
            TimeSource timeSource) {
        this.metastore = metastore;
        this.placer = placer;
        this.config = config;
        this.metrics = metrics;
        this.timeSource = timeSource;
    }

    /// @throws TrawlException NOT_FOUND for an index asked for by name, BAD_REQUEST for what makes no sense on
    /// the indexes, INTERNAL naming the splits that failed where the request does not allow that, TIMEOUT,
    /// CANCELLED, TOO_MANY_REQUESTS
    public SearchResponse search(SearchRequest request, RequestContext context) {
        long start = timeSource.nanoTime();
        boolean failed = true;
        try {
            SearchResponse response = answer(request, context, start);
            failed = false;
            return response;
        } finally {
            metrics.rootSearchDone(timeSource.nanoTime() - start, failed);
        }
    }

    private SearchResponse answer(SearchRequest request, RequestContext context, long start) {
        request.validate();
        MetastoreView view = metastore.get();
        List<IndexMetadata> indexes = indexes(request.indexPatterns(), view);
        if (indexes.isEmpty()) {
            return new SearchResponse(
                    0,
                    List.of(),
                    Optional.empty(),
                    List.of(),
                    micros(start),
                    SearchResponse.Splits.NONE,
                    cost(context));
        }
        SearchPlan plan = SearchPlanner.plan(request, indexes, view);
        metrics.splitsPruned(plan.prunedByTime().size() + plan.prunedByTags().size());
        if (metadataCounts(request, plan)) {
            return countedByMetadata(request, plan, context, start);
        }
        SearchChecks.splitCount(plan.splits().size(), config);
        LeafResult found = searchLeaves(request, plan, context);
        List<String> errors = errors(request, found);
        try (AggregationLimits limits = new AggregationLimits(
                config.aggregationMemoryLimit(), config.aggregationBucketLimit(), context.memory())) {
            Optional<ObjectNode> aggregations = request.aggregations()
                    .map(requested -> new AggregationRenderer(limits).render(requested, found.aggregations()));
            List<SearchHit> hits = page(request, plan, found.hits(), context);
            return new SearchResponse(
                    found.count(),
                    hits,
                    aggregations,
                    errors,
                    micros(start),
                    new SearchResponse.Splits(
                            found.splits().searched(),
                            plan.prunedByTime().size(),
                            plan.prunedByTags().size(),
                            found.splits().skipped(),
                            found.splits().counted(),
                            found.splits().failed()),
                    cost(context));
        }
    }

    /// Refuses a query on fields that no mapping has, naming what was probably meant.
    ///
    /// @throws TrawlException BAD_REQUEST
    public void checkFields(SearchRequest request) {
        List<IndexMetadata> indexes = indexes(request.indexPatterns(), metastore.get());
        if (!indexes.isEmpty()) {
            ZeroHitDoctor.checkFields(SearchPlanner.resolve(request, indexes), indexes);
        }
    }

    /// Why a search with this request found nothing, by further searches.
    ///
    /// @throws TrawlException as [#search]
    public Optional<ZeroHits> explainZeroHits(SearchRequest request, RequestContext context) {
        List<IndexMetadata> indexes = indexes(request.indexPatterns(), metastore.get());
        if (indexes.isEmpty()) {
            return Optional.empty();
        }
        QueryAst query = SearchPlanner.resolve(request, indexes);
        ZeroHitDoctor doctor =
                new ZeroHitDoctor(request, query, indexes, further -> answer(further, context, timeSource.nanoTime()));
        return Optional.of(doctor.explain());
    }

    /// What a search with this request would touch. Reads nothing but the metastore's view.
    ///
    /// @throws TrawlException as [#search] does for a request that makes no sense
    public SearchPlanResponse plan(SearchRequest request) {
        request.validate();
        MetastoreView view = metastore.get();
        List<IndexMetadata> indexes = indexes(request.indexPatterns(), view);
        return indexes.isEmpty()
                ? SearchPlanResponse.NOTHING
                : PlanDescriber.describe(SearchPlanner.plan(request, indexes, view), indexes.getFirst());
    }

    /// What a search with this request would read, split by split, and at most. Reads no more than `depth` says.
    ///
    /// @throws TrawlException as [#search] does for a request that makes no sense
    public SearchExplanation explain(SearchRequest request, ExplainDepth depth, RequestContext context) {
        request.validate();
        MetastoreView view = metastore.get();
        List<IndexMetadata> indexes = indexes(request.indexPatterns(), view);
        if (indexes.isEmpty()) {
            return SearchExplanation.nothing(depth);
        }
        SearchPlan plan = SearchPlanner.plan(request, indexes, view);
        SearchChecks.splitCount(plan.splits().size(), config);
        SearchExplainer explainer = new SearchExplainer(placer, threads);
        return metadataCounts(request, plan)
                ? explainer.countedByMetadata(plan, depth)
                : explainer.explain(request, plan, leafRequest(request, plan), depth, context);
    }

    static List<IndexMetadata> indexes(List<String> patterns, MetastoreView view) {
        if (!IndexPatterns.parse(patterns).hasPositive()) {
            throw TrawlException.badRequest("at least one index ID pattern must say which indexes are wanted, got "
                    + String.join(",", patterns));
        }
        List<IndexMetadata> indexes = view.indexes(patterns);
        SearchChecks.indexesExist(patterns, view.indexes());
        return indexes;
    }

    /// Whether the number of documents in the metadata of the splits is the whole answer.
    private static boolean metadataCounts(SearchRequest request, SearchPlan plan) {
        return plan.matchesAll()
                && plan.within().isAll()
                && request.maxHits() == 0
                && request.aggregations().map(Aggregations::isEmpty).orElse(true);
    }

    private SearchResponse countedByMetadata(
            SearchRequest request, SearchPlan plan, RequestContext context, long start) {
        long count = plan.splits().stream().mapToLong(SplitTarget::numDocs).sum();
        Optional<ObjectNode> aggregations = request.aggregations()
                .map(none -> new AggregationRenderer(AggregationLimits.unlimited()).render(none, List.of()));
        return new SearchResponse(
                count,
                List.of(),
                aggregations,
                List.of(),
                micros(start),
                new SearchResponse.Splits(
                        0,
                        plan.prunedByTime().size(),
                        plan.prunedByTags().size(),
                        0,
                        plan.splits().size(),
                        0),
                cost(context));
    }

    private static LeafSearchRequest leafRequest(SearchRequest request, SearchPlan plan) {
        return new LeafSearchRequest(
                plan.query(),
                plan.within(),
                SortKeys.values(request.sortBy()),
                SortKeys.ties(request.sortBy()),
                request.hitsNeeded(),
                request.countAll(),
                request.aggregations(),
                plan.currentMappings(),
                plan.splits());
    }

    private LeafResult searchLeaves(SearchRequest request, SearchPlan plan, RequestContext context) {
        LeafSearchRequest all = leafRequest(request, plan);
        LeafResultMerger merger = new LeafResultMerger(all.hitComparator(), all.hits());
        List<Callable<Boolean>> tasks = new ArrayList<>();
        placer.place(plan.splits())
                .forEach((leaf, splits) -> tasks.add(() -> {
                    merger.add(askLeaf(leaf, all.withSplits(splits), context));
                    return true;
                }));
        if (!tasks.isEmpty()) {
            Fanout.all(threads, context, tasks);
        }
        return merger.result();
    }

    /// A leaf that does not answer has failed all its splits.
    private static LeafResult askLeaf(LeafSearchClient leaf, LeafSearchRequest request, RequestContext context) {
        try {
            return leaf.search(request, context);
        } catch (TrawlException failure) {
            if (failure.code() != ErrorCode.UNAVAILABLE && failure.code() != ErrorCode.INTERNAL) {
                throw failure;
            }
            LOG.warn("leaf failed {} splits of request {}", request.splits().size(), context.id(), failure);
            LeafResultMerger failed = new LeafResultMerger(request.hitComparator(), 0);
            for (SplitTarget split : request.splits()) {
                failed.add(LeafResult.failed(split.splitId(), TrawlException.describe(failure)));
            }
            return failed.result();
        }
    }

    private static List<String> errors(SearchRequest request, LeafResult found) {
        List<LeafResult.SplitFailure> failures = found.failures();
        if (failures.isEmpty()) {
            return List.of();
        }
        LeafResult.SplitCounts splits = found.splits();
        // An answer that nothing was read for is none, however little is asked of it.
        boolean someAnswered = splits.searched() + splits.skipped() + splits.counted() > 0;
        if (request.allowFailedSplits() && someAnswered) {
            return failures.stream()
                    .map(failure -> "split " + failure.splitId() + " failed: " + failure.message())
                    .toList();
        }
        LeafResult.SplitFailure first = failures.getFirst();
        throw TrawlException.internal(
                "internal error: `search failed for the following splits: "
                        + failures.stream()
                                .map(LeafResult.SplitFailure::splitId)
                                .collect(Collectors.joining(", "))
                        + ". For instance, split " + first.splitId()
                        + " failed with the following error message: internal error: `" + first.message() + "``",
                null);
    }

    private List<SearchHit> page(
            SearchRequest request, SearchPlan plan, List<HitAddress> best, RequestContext context) {
        int from = (int) Math.min(request.startOffset(), best.size());
        int to = (int) Math.min(request.startOffset() + request.maxHits(), best.size());
        List<HitAddress> page = best.subList(from, to);
        if (page.isEmpty()) {
            return List.of();
        }
        Map<String, SplitTarget> targets = new HashMap<>();
        plan.splits().forEach(split -> targets.put(split.splitId(), split));
        Optional<SnippetRequest> snippets = request.snippetFields().isEmpty()
                ? Optional.empty()
                : Optional.of(new SnippetRequest(plan.query(), request.snippetFields(), request.snippetOptions()));
        Map<Address, FetchedDoc> documents = fetch(page, targets, snippets, context);
        List<SearchHit> hits = new ArrayList<>(page.size());
        for (HitAddress address : page) {
            FetchedDoc document = documents.get(new Address(address.splitId(), address.doc()));
            SplitTarget split = targets.get(address.splitId());
            if (document == null || split == null) {
                throw TrawlException.internal(
                        "document " + address.doc() + " of split " + address.splitId() + " was not fetched", null);
            }
            hits.add(new SearchHit(split.indexUid().indexId(), address, document.document(), document.snippets()));
        }
        return hits;
    }

    private record Address(String splitId, int doc) {}

    private Map<Address, FetchedDoc> fetch(
            List<HitAddress> page,
            Map<String, SplitTarget> targets,
            Optional<SnippetRequest> snippets,
            RequestContext context) {
        Map<String, List<Integer>> docs = new LinkedHashMap<>();
        for (HitAddress hit : page) {
            docs.computeIfAbsent(hit.splitId(), id -> new ArrayList<>()).add(hit.doc());
        }
        List<SplitTarget> splits = docs.keySet().stream()
                .map(id -> Optional.ofNullable(targets.get(id)).orElseThrow())
                .toList();
        Map<String, String> configsToday = OlderSplits.configsToday(splits, metastore.get());
        List<Callable<List<FetchedDoc>>> tasks = new ArrayList<>();
        placer.place(splits).forEach((leaf, some) -> {
            List<FetchRequest.SplitDocs> wanted = some.stream()
                    .map(split -> new FetchRequest.SplitDocs(split, docs.getOrDefault(split.splitId(), List.of())))
                    .toList();
            tasks.add(() -> leaf.fetch(new FetchRequest(wanted, snippets, configsToday), context));
        });
        Map<Address, FetchedDoc> documents = new HashMap<>();
        for (List<FetchedDoc> fetched : Fanout.all(threads, context, tasks)) {
            fetched.forEach(doc -> documents.put(new Address(doc.splitId(), doc.doc()), doc));
        }
        return documents;
    }

    private long micros(long start) {
        return (timeSource.nanoTime() - start) / 1_000;
    }

    private static SearchResponse.Cost cost(RequestContext context) {
        return new SearchResponse.Cost(
                context.counters().storageRequests(),
                context.counters().storageBytes(),
                context.counters().storageWaves(),
                context.counters().misses(),
                context.counters().cpuNanos() / 1_000);
    }

    @Override
    public void close() {
        threads.close();
    }
}
