package io.trawl.search.leaf;

import io.trawl.common.RequestContext;
import io.trawl.query.Aggregations;
import io.trawl.query.CompiledQuery;
import io.trawl.query.QueryAst;
import io.trawl.query.ReadNeed;
import io.trawl.query.SortBy;
import io.trawl.query.SortOrder;
import io.trawl.search.LeafSearchRequest;
import io.trawl.search.SearchMetrics;
import io.trawl.search.SplitTarget;
import io.trawl.search.collect.AggregationLimits;
import io.trawl.search.collect.HitAddress;
import io.trawl.search.collect.HitOrder;
import io.trawl.search.collect.LeafResult;
import io.trawl.search.collect.LeafResultMerger;
import io.trawl.split.SplitReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.search.Query;
import org.jspecify.annotations.Nullable;

/// One request on this node: what it found so far, and what that leaves to ask of the other splits.
///
/// A split is asked for less, or nothing, once it cannot hold one of the hits ([SplitRanking]), and for nothing if its
/// answer is remembered ([LeafCaches]). It is looked at again before each costly step: before it is opened, before
/// its reads, and once it has a processor. Safe for concurrent use by the threads that search its splits.
final class LeafSearch {
    /// What is still wanted of a split.
    private enum Wish {
        ALL,
        /// Count and aggregations; none of its documents can be a hit.
        NO_HITS,
        NOTHING
    }

    private final LeafSearchRequest request;
    private final LeafSearchRequest withoutHits;
    private final SplitAccess access;
    private final SearchPermits permits;
    private final CpuExecutor cpu;
    private final LeafCaches caches;
    private final SplitWarmup warmup;
    private final SearchMetrics metrics;
    private final AggregationLimits limits;
    private final RequestContext context;

    private final LeafResultMerger merger;
    private final SplitRanking ranking;
    private final SplitQueries queries;
    private final SplitQueries queriesWithoutHits;
    private final SplitKey.Maker keys;
    private final SplitKey.Maker keysWithoutHits;
    private final SplitKey.Maker matchKeys;
    private final Aggregations aggregations;
    /// As [SplitRanking#certainWorst].
    private final @Nullable HitAddress certainWorst;

    private final List<SplitTarget> ordered;
    /// Of splits that must be searched nevertheless. Written before they are, by one thread.
    private final Map<String, MatchSet> knownMatches = new HashMap<>();

    LeafSearch(LeafSearchRequest request, LeafSearcher.Parts parts, AggregationLimits limits, RequestContext context) {
        this.request = request;
        this.withoutHits = request.withoutHits();
        this.access = parts.access();
        this.permits = parts.permits();
        this.cpu = parts.cpu();
        this.caches = parts.caches();
        this.warmup = parts.warmup();
        this.metrics = parts.metrics();
        this.limits = limits;
        this.context = context;
        this.merger = new LeafResultMerger(request.hitComparator(), request.hits());
        this.ranking = new SplitRanking(request);
        this.queries = new SplitQueries(request);
        this.queriesWithoutHits = request.needsScores() ? new SplitQueries(withoutHits) : queries;
        this.keys = new SplitKey.Maker(request.hits() == 0 ? withoutHits : request);
        this.keysWithoutHits = new SplitKey.Maker(withoutHits);
        this.matchKeys = new SplitKey.Maker(request.onlyMatches());
        this.aggregations = request.aggregations().orElse(Aggregations.NONE);
        this.ordered = ranking.ordered();
        this.certainWorst = ranking.certainWorst(ordered);
    }

    /// Whether splits may turn out to be of no use once others were searched.
    boolean maySkip() {
        return ranking.isInformative() && !request.countAll() && aggregations.isEmpty();
    }

    /// @throws io.trawl.common.TrawlException CANCELLED, TIMEOUT
    void check() {
        context.check();
    }

    void add(LeafResult result) {
        merger.add(result);
    }

    LeafResult result() {
        return merger.result();
    }

    /// Answers what can be answered without reading anything.
    ///
    /// @return the splits left, the most promising first
    List<SplitTarget> answerFromMemory() {
        List<SplitTarget> unknown = ordered;
        if (caches.keepsAnswers()) {
            unknown = new ArrayList<>();
            for (SplitTarget split : ordered) {
                Optional<LeafResult> known = caches.findAnswer(keys.of(split), request.countAll());
                known.ifPresentOrElse(merger::add, alsoTo(unknown, split));
            }
        }
        List<SplitTarget> left = new ArrayList<>();
        for (SplitTarget split : unknown) {
            Wish wish = wish(split);
            LeafResult known = answerFromMetadata(split, wish);
            if (known == null) {
                known = answerFromCaches(split, wish);
            }
            if (known == null) {
                left.add(split);
            } else {
                merger.add(known);
            }
        }
        return left;
    }

    private static Runnable alsoTo(List<SplitTarget> list, SplitTarget split) {
        return () -> list.add(split);
    }

    private Wish wish(SplitTarget split) {
        HitAddress worst = merger.worstHit();
        boolean canBeat = (worst == null || ranking.canBeat(split, worst))
                && (certainWorst == null || ranking.canBeat(split, certainWorst));
        if (canBeat) {
            return Wish.ALL;
        }
        return request.countAll() || !aggregations.isEmpty() ? Wish.NO_HITS : Wish.NOTHING;
    }

    /// @return null if the split must be asked
    private @Nullable LeafResult answerFromMetadata(SplitTarget split, Wish wish) {
        if (wish == Wish.NOTHING) {
            return skipped();
        }
        boolean allMatch = request.query() instanceof QueryAst.MatchAll && SplitRanking.isWithin(request, split);
        return isCountOnly(wish) && allMatch
                ? LeafResult.onlyCount(split.numDocs(), LeafResult.SplitCounts.COUNTED)
                : null;
    }

    private boolean isCountOnly(Wish wish) {
        return (wish == Wish.NO_HITS || request.hits() == 0) && aggregations.isEmpty();
    }

    /// @return null if the split must be searched
    private @Nullable LeafResult answerFromCaches(SplitTarget split, Wish wish) {
        if (wish == Wish.NO_HITS && caches.keepsAnswers()) {
            Optional<LeafResult> known = caches.findAnswer(keysWithoutHits.of(split), request.countAll());
            if (known.isPresent()) {
                return known.get();
            }
        }
        MatchSet matches =
                remembersMatches() ? caches.findMatches(matchKeys.of(split)).orElse(null) : null;
        if (matches == null) {
            return null;
        }
        if (matches.count() == 0) {
            return skipped();
        }
        if (isCountOnly(wish)) {
            return LeafResult.onlyCount(matches.count(), LeafResult.SplitCounts.SEARCHED);
        }
        knownMatches.put(split.splitId(), matches);
        return null;
    }

    /// A remembered set has no scores, and one of everything is of no use.
    private boolean remembersMatches() {
        return caches.keepsMatches() && !request.needsScores() && !(request.query() instanceof QueryAst.MatchAll);
    }

    private LeafResult skipped() {
        metrics.splitSkipped();
        return LeafResult.onlyCount(0, LeafResult.SplitCounts.SKIPPED);
    }

    /// Searches one split, with I/O.
    LeafResult search(SplitTarget split) {
        try (SearchPermits.Permit permit = permits.acquire(context)) {
            LeafResult known = answerFromMetadata(split, wish(split));
            if (known != null) {
                return known;
            }
            try (SplitReader reader = open(split)) {
                return search(split, reader, permit);
            }
        }
    }

    private SplitReader open(SplitTarget split) {
        try (RequestContext.Part part = context.part(split.splitId(), SplitWarmup.OPEN)) {
            return access.open(split, part.context());
        }
    }

    /// What a split is asked, and what that reads.
    record Question(
            LeafSearchRequest asked,
            CompiledQuery compiled,
            @Nullable MatchSet matches,
            SplitColumns columns,
            HitOrder order,
            List<ReadNeed> needs) {
        Query query() {
            return matches == null ? compiled.query() : new MatchSetQuery(matches);
        }
    }

    /// @return empty if the split has nothing to add to the answer
    Optional<Question> question(SplitTarget split, SplitReader reader) {
        Wish wish = wish(split);
        if (wish == Wish.NOTHING) {
            return Optional.empty();
        }
        LeafSearchRequest asked = wish == Wish.ALL ? request : withoutHits;
        SplitMappings.Mapping mapping = access.mapping(reader);
        CompiledQuery compiled =
                (wish == Wish.ALL ? queries : queriesWithoutHits).compile(split, mapping.schema(), reader.leafReader());
        if (compiled.matchesNone()) {
            return Optional.empty();
        }
        MatchSet matches = knownMatches.get(split.splitId());
        SplitColumns columns = new SplitColumns(mapping.schema(), reader.leafReader());
        HitOrder order = hitOrder(asked, columns);
        List<ReadNeed> needs = new ArrayList<>(matches == null ? compiled.needs() : List.of());
        needs.addAll(WarmupPlanner.columnNeeds(order, aggregations, columns));
        return Optional.of(new Question(asked, compiled, matches, columns, order, needs));
    }

    private LeafResult search(SplitTarget split, SplitReader reader, SearchPermits.Permit permit) {
        Optional<Question> asked = question(split, reader);
        if (asked.isEmpty()) {
            return skipped();
        }
        Question question = asked.get();
        boolean hopeless = warmup.isHopeless(split.splitId(), question.needs)
                || !warmup.bring(split.splitId(), question.needs, reader, permit, 0, context);
        if (hopeless) {
            rememberMatches(split, MatchSet.NONE);
            return skipped();
        }
        boolean build = question.matches == null
                && !question.compiled.matchesAll()
                && remembersMatches()
                && caches.sawBefore(matchKeys.of(split));
        SplitTask task = new SplitTask(
                split.splitId(),
                reader.leafReader(),
                question.query(),
                question.order,
                question.columns,
                question.asked,
                limits);
        return compute(split, question.asked, task, build);
    }

    private SplitTask.Outcome run(SplitTarget split, LeafSearchRequest asked, SplitTask task, boolean build) {
        try (RequestContext.Part part = context.part(split.splitId(), SplitWarmup.COMPUTE)) {
            return cpu.run(part.context(), pace -> {
                Wish now = wish(split);
                if (now == Wish.NOTHING) {
                    return SplitTask.Outcome.NONE;
                }
                return task.run(now == Wish.NO_HITS && asked.hits() > 0 ? withoutHits : asked, build, pace);
            });
        }
    }

    private LeafResult compute(SplitTarget split, LeafSearchRequest asked, SplitTask task, boolean build) {
        SplitTask.Outcome outcome = run(split, asked, task, build);
        LeafResult result = outcome.result();
        if (result == null) {
            return skipped();
        }
        metrics.splitSearched();
        if (outcome.matches() != null) {
            rememberMatches(split, outcome.matches());
        } else if (result.count() == 0) {
            rememberMatches(split, MatchSet.NONE);
        }
        if (caches.keepsAnswers()) {
            boolean whole = outcome.hits() == request.hits();
            caches.putAnswer((whole ? keys : keysWithoutHits).of(split), result, request.countAll());
        }
        return result;
    }

    private void rememberMatches(SplitTarget split, MatchSet matches) {
        if (remembersMatches()) {
            caches.putMatches(matchKeys.of(split), matches);
        }
    }

    private static HitOrder hitOrder(LeafSearchRequest request, SplitColumns columns) {
        List<HitOrder.Key> keys = new ArrayList<>();
        for (SortBy key : request.sortBy()) {
            boolean descending = key.order() == SortOrder.DESC;
            keys.add(
                    key.isScore()
                            ? new HitOrder.Key.Score(descending)
                            : new HitOrder.Key.Columns(columns.sortColumns(key), descending, key.missingFirst()));
        }
        return new HitOrder(keys, request.ties() == SortOrder.DESC);
    }
}
