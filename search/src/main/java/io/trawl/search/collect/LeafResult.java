package io.trawl.search.collect;

import java.util.List;

/// What some splits found: the best hits among them, how many documents matched, the aggregations so far, and
/// how it went. A plain value that merges with others, see [LeafResultMerger].
///
/// @param hits the best first, no more than the request can show
/// @param aggregations in the order of the request; empty if no split was searched or none was asked for
/// @param failures splits that could not be searched
public record LeafResult(
        List<HitAddress> hits,
        long count,
        List<PartialAggregation> aggregations,
        List<SplitFailure> failures,
        SplitCounts splits) {
    public static final LeafResult EMPTY = new LeafResult(List.of(), 0, List.of(), List.of(), SplitCounts.NONE);

    public LeafResult {
        hits = List.copyOf(hits);
        aggregations = List.copyOf(aggregations);
        failures = List.copyOf(failures);
    }

    /// A split that adds no hits and no aggregations, only this count.
    public static LeafResult onlyCount(long count, SplitCounts splits) {
        return new LeafResult(List.of(), count, List.of(), List.of(), splits);
    }

    /// A split that could not be searched.
    public static LeafResult failed(String splitId, String message) {
        return new LeafResult(List.of(), 0, List.of(), List.of(new SplitFailure(splitId, message)), SplitCounts.FAILED);
    }

    /// @param message as a client may see it
    public record SplitFailure(String splitId, String message) {}

    /// @param searched splits whose documents were looked at, now or when the answer was cached
    /// @param skipped splits without anything to add, proven before their postings were read
    /// @param counted splits whose number of documents was all that was asked for
    /// @param failed splits without an answer
    public record SplitCounts(int searched, int skipped, int counted, int failed) {
        public static final SplitCounts NONE = new SplitCounts(0, 0, 0, 0);
        public static final SplitCounts SEARCHED = new SplitCounts(1, 0, 0, 0);
        public static final SplitCounts SKIPPED = new SplitCounts(0, 1, 0, 0);
        public static final SplitCounts COUNTED = new SplitCounts(0, 0, 1, 0);
        public static final SplitCounts FAILED = new SplitCounts(0, 0, 0, 1);

        SplitCounts plus(SplitCounts other) {
            return new SplitCounts(
                    searched + other.searched, skipped + other.skipped, counted + other.counted, failed + other.failed);
        }
    }
}
