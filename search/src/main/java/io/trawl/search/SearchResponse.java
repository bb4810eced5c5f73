package io.trawl.search;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The answer to a search.
///
/// @param numHits documents that match; a lower bound if exactness was not asked for
/// @param aggregations rendered; present if aggregations were asked for and an index was searched
/// @param errors one line a failed split; only if failed splits are allowed
public record SearchResponse(
        long numHits,
        List<SearchHit> hits,
        Optional<ObjectNode> aggregations,
        List<String> errors,
        long elapsedMicros,
        Splits splits,
        Cost cost) {
    public SearchResponse {
        hits = List.copyOf(hits);
        errors = List.copyOf(errors);
    }

    /// What became of the splits of the indexes.
    ///
    /// @param searched whose documents were looked at
    /// @param prunedByTime not touched, for the time range of their documents
    /// @param prunedByTags not touched, for the values that their tags list
    /// @param skipped without anything to add to the answer, proven before their postings were read
    /// @param countedByMetadata not touched, for the metastore knew how many documents they have
    public record Splits(
            int searched, int prunedByTime, int prunedByTags, int skipped, int countedByMetadata, int failed) {
        public static final Splits NONE = new Splits(0, 0, 0, 0, 0, 0);
    }

    /// What the search took.
    ///
    /// @param waves sets of storage reads that each waited for the one before, summed over splits
    /// @param misses reads in the middle of a computation, which the plan did not foresee
    public record Cost(long storageRequests, long storageBytes, long waves, long misses, long cpuMicros) {}
}
