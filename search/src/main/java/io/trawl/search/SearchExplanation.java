package io.trawl.search;

import io.trawl.split.FetchCost;
import java.util.List;

/// What a search would do, without doing it.
///
/// @param pruned splits that are left out before anything is read
/// @param splits that would be looked at
/// @param countedByMetadata splits that need not be looked at, for the metastore knows how many documents they have
/// @param atMost what the whole search takes at most, the documents of the page included
/// @param hitsAtMost the part of it that is for the documents of the page
public record SearchExplanation(
        ExplainDepth depth,
        List<PrunedSplit> pruned,
        List<SplitExplanation> splits,
        int countedByMetadata,
        FetchCost atMost,
        FetchCost hitsAtMost) {
    public SearchExplanation {
        pruned = List.copyOf(pruned);
        splits = List.copyOf(splits);
    }

    /// No index, nothing to do.
    public static SearchExplanation nothing(ExplainDepth depth) {
        return new SearchExplanation(depth, List.of(), List.of(), 0, FetchCost.NONE, FetchCost.NONE);
    }

    /// @param reason for people to read
    public record PrunedSplit(String splitId, String reason) {}

    /// What opening and warming up take if the search runs now, all splits together.
    public FetchCost estimate() {
        return splits.stream()
                .flatMap(split -> split.waves().stream())
                .map(SplitExplanation.Wave::cost)
                .reduce(FetchCost.NONE, FetchCost::plus);
    }

    /// How long the reads before computing should take, if all splits are read side by side.
    public long estimatedMicros() {
        return splits.stream()
                .mapToLong(split -> split.waves().stream()
                        .mapToLong(SplitExplanation.Wave::micros)
                        .sum())
                .max()
                .orElse(0);
    }
}
