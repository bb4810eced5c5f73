package io.trawl.search.collect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Joins the results of splits. Associative and commutative: a leaf merges its splits, the root the leaves,
/// with the same outcome as merging all splits at once.
///
/// Results are added as they come, from any thread; memory is one page of hits and the aggregations so far. These are
/// merged as binary numbers are counted, two of one size to one of twice that: a bucket is copied once for each
/// doubling. Merged into all before it, each result would copy all buckets: for a terms aggregation of 2,000 buckets
/// in each of 400 splits, no two alike, that took 400 seconds.
public final class LeafResultMerger {
    private final HitComparator order;
    private final int limit;
    /// All but the aggregations. Guarded by this, like all below.
    private LeafResult merged = LeafResult.EMPTY;

    /// At place `i` the aggregations of `2^i` results, or none.
    private final List<List<PartialAggregation>> aggregations = new ArrayList<>();

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
                List.of(),
                failures,
                merged.splits().plus(result.splits()));
        if (!result.aggregations().isEmpty()) {
            addAggregations(result.aggregations());
        }
    }

    private void addAggregations(List<PartialAggregation> some) {
        List<PartialAggregation> carried = some;
        int place = 0;
        while (place < aggregations.size() && !aggregations.get(place).isEmpty()) {
            carried = PartialAggregation.mergeAll(aggregations.get(place), carried);
            aggregations.set(place, List.of());
            place++;
        }
        if (place == aggregations.size()) {
            aggregations.add(carried);
        } else {
            aggregations.set(place, carried);
        }
    }

    /// All that was added so far.
    public synchronized LeafResult result() {
        List<PartialAggregation> all = List.of();
        for (List<PartialAggregation> some : aggregations) {
            if (!some.isEmpty()) {
                all = all.isEmpty() ? some : PartialAggregation.mergeAll(all, some);
            }
        }
        return new LeafResult(merged.hits(), merged.count(), all, merged.failures(), merged.splits());
    }

    /// The sort value of the worst hit kept, with which later splits must compete; null while there is room.
    public synchronized @Nullable HitAddress worstHit() {
        return limit > 0 && merged.hits().size() == limit ? merged.hits().getLast() : null;
    }

    private List<HitAddress> mergeHits(List<HitAddress> mine, List<HitAddress> theirs) {
        if (mine.isEmpty() && theirs.size() <= limit) {
            return theirs;
        }
        if (theirs.isEmpty()) {
            return mine;
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
}
