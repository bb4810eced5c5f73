package io.trawl.search.leaf;

import io.trawl.common.ByteRange;
import io.trawl.common.Fanout;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.query.ReadNeed;
import io.trawl.search.ExplainDepth;
import io.trawl.search.LeafSearchRequest;
import io.trawl.search.SplitExplanation;
import io.trawl.search.SplitTarget;
import io.trawl.search.collect.AggregationLimits;
import io.trawl.split.FetchCost;
import io.trawl.split.SplitReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;

/// Says what a search would read of splits on this node, by the plans that the search itself would make.
///
/// The bounds hold for any state of the node's caches, as long as what a search has opened stays open until its
/// documents are fetched. Requests: each range alone, for neighbours read as one only save some. Bytes: all ranges
/// together with nothing resident, for whatever is left out or is here makes the rest less.
final class LeafExplainer {
    private final LeafSearcher.Parts parts;
    private final ExecutorService threads;

    /// @param threads virtual ones
    LeafExplainer(LeafSearcher.Parts parts, ExecutorService threads) {
        this.parts = parts;
        this.threads = threads;
    }

    /// The search to be explained, twice.
    ///
    /// @param now as it would run now
    /// @param later as it would run if nothing were remembered any more, which is what the bounds are for
    /// @param unknownNow the splits that `now` cannot answer from memory
    /// @param unknownLater likewise
    private record Searches(
            LeafSearch now, LeafSearch later, Set<SplitTarget> unknownNow, Set<SplitTarget> unknownLater) {}

    /// @return in the order of the request
    List<SplitExplanation> explain(LeafSearchRequest request, ExplainDepth depth, RequestContext context) {
        AggregationLimits limits = AggregationLimits.unlimited();
        LeafSearch now = new LeafSearch(request, parts, limits, context);
        LeafSearch later = new LeafSearch(request, parts.forgetful(), limits, context);
        Searches searches =
                new Searches(now, later, Set.copyOf(now.answerFromMemory()), Set.copyOf(later.answerFromMemory()));
        Semaphore atOnce = new Semaphore(parts.permits().splitsMax());
        List<Callable<SplitExplanation>> tasks = new ArrayList<>();
        for (SplitTarget split : request.splits()) {
            tasks.add(() -> {
                atOnce.acquire();
                try {
                    return explain(split, request, searches, depth, context);
                } finally {
                    atOnce.release();
                }
            });
        }
        return tasks.isEmpty() ? List.of() : Fanout.all(threads, context, tasks);
    }

    private SplitExplanation explain(
            SplitTarget split,
            LeafSearchRequest request,
            Searches searches,
            ExplainDepth depth,
            RequestContext context) {
        if (!searches.unknownLater.contains(split)) {
            return new SplitExplanation(
                    split.splitId(), SplitExplanation.Outcome.KNOWN, List.of(), FetchCost.NONE, List.of());
        }
        try (SearchPermits.Permit permit = parts.permits().acquire(context);
                SplitReader reader = parts.access().open(split, context)) {
            Optional<LeafSearch.Question> later = searches.later.question(split, reader);
            if (later.isEmpty()) {
                return unread(split, SplitExplanation.Outcome.NO_MATCH);
            }
            WarmupPlanner planner = parts.warmup().planner(reader);
            List<ReadNeed> needs = later.get().needs();
            FetchCost atMost = opening(split).plus(atMost(needs, planner, reader));
            List<FetchCost> hitBlocks = hitBlocks(later.get().asked(), reader);
            Optional<LeafSearch.Question> now =
                    searches.unknownNow.contains(split) ? searches.now.question(split, reader) : Optional.empty();
            if (now.isEmpty()) {
                return new SplitExplanation(
                        split.splitId(), SplitExplanation.Outcome.KNOWN, List.of(), atMost, hitBlocks);
            }
            List<ReadNeed> needsNow = now.get().needs();
            if (depth == ExplainDepth.DICTIONARY) {
                List<ByteRange> blocks = planner.dictionaryBlocks(needsNow);
                permit.charge(WarmupPlan.bytesOf(blocks));
                reader.fetch(blocks, context);
            }
            boolean hopeless = parts.warmup().isHopeless(split.splitId(), needsNow);
            if (hopeless || !(planner.plan(needsNow) instanceof WarmupPlan.Read plan)) {
                return new SplitExplanation(
                        split.splitId(), SplitExplanation.Outcome.TERM_ABSENT, List.of(), atMost, hitBlocks);
            }
            return new SplitExplanation(
                    split.splitId(),
                    SplitExplanation.Outcome.SEARCH,
                    waves(plan, planner, reader, depth, context),
                    atMost,
                    hitBlocks);
        } catch (TrawlException failure) {
            context.check();
            return unread(split, SplitExplanation.Outcome.FAILED);
        }
    }

    private static SplitExplanation unread(SplitTarget split, SplitExplanation.Outcome outcome) {
        return new SplitExplanation(split.splitId(), outcome, List.of(), opening(split), List.of());
    }

    private static FetchCost opening(SplitTarget split) {
        return new FetchCost(1, split.tail().length(), 1, split.tail().length());
    }

    private List<SplitExplanation.Wave> waves(
            WarmupPlan.Read plan,
            WarmupPlanner planner,
            SplitReader reader,
            ExplainDepth depth,
            RequestContext context) {
        List<SplitExplanation.Wave> waves = new ArrayList<>();
        waves.add(wave(SplitWarmup.FIRST_WAVE, Optional.empty(), reader.costOf(plan.ranges())));
        plan.then().ifPresent(then -> {
            List<ByteRange> second = depth == ExplainDepth.DICTIONARY
                    ? parts.cpu().run(context, _ -> planner.second(then))
                    : then.most();
            List<ByteRange> both = new ArrayList<>(plan.ranges());
            both.addAll(second);
            FetchCost first = waves.getFirst().cost();
            FetchCost all = reader.costOf(both);
            FetchCost alone = reader.costOf(second);
            // What the first brings, the second finds.
            FetchCost cost = new FetchCost(
                    alone.requests(),
                    Math.min(alone.bytes(), all.bytes() - Math.min(all.bytes(), first.bytes())),
                    alone.waves(),
                    alone.longestRequest());
            waves.add(wave(SplitWarmup.SECOND_WAVE, Optional.of(then.rule().reason()), cost));
        });
        return waves;
    }

    private SplitExplanation.Wave wave(String phase, Optional<String> rule, FetchCost cost) {
        return new SplitExplanation.Wave(
                phase, rule, cost, parts.warmup().times().micros(cost));
    }

    private static FetchCost atMost(List<ReadNeed> needs, WarmupPlanner planner, SplitReader reader) {
        List<ByteRange> whole = planner.boundWithoutLists(needs);
        List<ByteRange> parts = planner.boundOfLists(needs);
        List<ByteRange> all = new ArrayList<>(whole);
        all.addAll(parts);
        FetchCost together = reader.coldCostOf(all);
        long requests = reader.scatteredCostOf(parts).requests();
        for (ByteRange range : whole) {
            requests += reader.costAmongOthersOf(range).requests();
        }
        // Of two waves each may be cut into several by its size.
        return new FetchCost(
                Math.max(requests, together.requests()),
                together.bytes(),
                together.waves() + 1,
                together.longestRequest());
    }

    private static List<FetchCost> hitBlocks(LeafSearchRequest request, SplitReader reader) {
        return reader.ranges().longestStoredBlocks(request.hits()).stream()
                .map(reader::costAmongOthersOf)
                .toList();
    }
}
