package io.trawl.search.root;

import io.trawl.common.Fanout;
import io.trawl.common.RequestContext;
import io.trawl.search.ExplainDepth;
import io.trawl.search.LeafSearchRequest;
import io.trawl.search.SearchExplanation;
import io.trawl.search.SearchRequest;
import io.trawl.search.SplitExplanation;
import io.trawl.split.FetchCost;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;

/// Says what a search would do, from what its leaves say of their splits.
final class SearchExplainer {
    private final LeafPlacer placer;
    private final ExecutorService threads;

    /// @param threads virtual ones
    SearchExplainer(LeafPlacer placer, ExecutorService threads) {
        this.placer = placer;
        this.threads = threads;
    }

    /// @param all what the leaves would be asked
    SearchExplanation explain(
            SearchRequest request, SearchPlan plan, LeafSearchRequest all, ExplainDepth depth, RequestContext context) {
        List<Callable<List<SplitExplanation>>> tasks = new ArrayList<>();
        placer.place(plan.splits())
                .forEach((leaf, splits) -> tasks.add(() -> leaf.explain(all.withSplits(splits), depth, context)));
        List<SplitExplanation> splits = new ArrayList<>();
        if (!tasks.isEmpty()) {
            Fanout.all(threads, context, tasks).forEach(splits::addAll);
        }
        FetchCost searched = splits.stream().map(SplitExplanation::atMost).reduce(FetchCost.NONE, FetchCost::plus);
        FetchCost hits = page(splits, request.maxHits());
        return new SearchExplanation(depth, pruned(plan), splits, 0, searched.plus(hits), hits);
    }

    /// Where the metastore knows the answer, nothing is read.
    SearchExplanation countedByMetadata(SearchPlan plan, ExplainDepth depth) {
        return new SearchExplanation(
                depth, pruned(plan), List.of(), plan.splits().size(), FetchCost.NONE, FetchCost.NONE);
    }

    private static List<SearchExplanation.PrunedSplit> pruned(SearchPlan plan) {
        List<SearchExplanation.PrunedSplit> pruned = new ArrayList<>();
        plan.prunedByTime()
                .forEach(split -> pruned.add(
                        new SearchExplanation.PrunedSplit(split, "its documents lie outside of the time range")));
        plan.prunedByTags()
                .forEach(split ->
                        pruned.add(new SearchExplanation.PrunedSplit(split, "its tags lack the value asked for")));
        return pruned;
    }

    /// The most costly documents that a page may hold, wherever they come from: one wave.
    private static FetchCost page(List<SplitExplanation> splits, long documents) {
        FetchCost page = splits.stream()
                .flatMap(split -> split.hitBlocks().stream())
                .sorted(Comparator.comparingLong(FetchCost::bytes).reversed())
                .limit(documents)
                .reduce(FetchCost.NONE, FetchCost::plus);
        long blocks = splits.stream()
                .flatMap(split -> split.hitBlocks().stream())
                .filter(block -> block.requests() > 0)
                .count();
        return new FetchCost(page.requests(), page.bytes(), Math.min(documents, blocks), page.longestRequest());
    }
}
