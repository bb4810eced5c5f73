package io.trawl.search.collect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Joins the results of splits. Associative and commutative: a leaf merges its splits, the root the leaves,
/// with the same outcome as merging all splits at once.
///
/// Results are added as they come, from any thread; memory is one page of hits and one set of aggregations.
public final class LeafResultMerger {
    private final HitComparator order;
    private final int limit;
    /// Guarded by this.
    private LeafResult merged = LeafResult.EMPTY;

    /// @param limit hits to keep
    public LeafResultMerger(HitComparator order, int limit) {
        this.order = order;
        this.limit = limit;
    }

    public synchronized void add(LeafResult result) {
        List<LeafResult.SplitFailure> failures = new ArrayList<>(merged.failures());
        failures.addAll(result.failures());
        merged = new LeafResult(
                mergeHits(merged.hits(), result.hits()),
                merged.count() + result.count(),
                mergeAggregations(merged.aggregations(), result.aggregations()),
                failures,
                merged.splits().plus(result.splits()));
    }

    /// All that was added so far.
    public synchronized LeafResult result() {
        return merged;
    }

    /// The sort value of the worst hit kept, with which later splits must compete; null while there is room.
    public synchronized @Nullable HitAddress worstHit() {
        return limit > 0 && merged.hits().size() == limit ? merged.hits().getLast() : null;
    }

    private List<HitAddress> mergeHits(List<HitAddress> mine, List<HitAddress> theirs) {
        if (mine.isEmpty() && theirs.size() <= limit) {
            return theirs;
        }
        int size = Math.min(limit, mine.size() + theirs.size());
        List<HitAddress> best = new ArrayList<>(size);
        int i = 0;
        int j = 0;
        while (best.size() < size) {
            boolean takeMine =
                    j == theirs.size() || (i < mine.size() && order.compare(mine.get(i), theirs.get(j)) <= 0);
            best.add(takeMine ? mine.get(i++) : theirs.get(j++));
        }
        return best;
    }

    private static List<PartialAggregation> mergeAggregations(
            List<PartialAggregation> mine, List<PartialAggregation> theirs) {
        if (mine.isEmpty()) {
            return theirs;
        }
        return theirs.isEmpty() ? mine : PartialAggregation.mergeAll(mine, theirs);
    }
}
