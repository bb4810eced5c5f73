package io.trawl.search.root;

import io.trawl.query.QueryAst;
import io.trawl.query.TimeRange;
import io.trawl.search.SplitTarget;
import java.util.List;
import java.util.Map;

/// What a search comes down to once the indexes are known: made from the metastore's view, without any I/O.
///
/// @param query with all texts parsed
/// @param within the time range that the request itself sets
/// @param splits to search, the newest first
/// @param matchesAll whether the query is known to match every document of every index
/// @param currentMappings index id to the uid of its mapping
/// @param prunedByTime splits left out for the time range of their documents
/// @param prunedByTags splits left out for the values that their tags list
record SearchPlan(
        QueryAst query,
        TimeRange within,
        List<SplitTarget> splits,
        boolean matchesAll,
        Map<String, String> currentMappings,
        List<String> prunedByTime,
        List<String> prunedByTags) {
    SearchPlan {
        splits = List.copyOf(splits);
        prunedByTime = List.copyOf(prunedByTime);
        prunedByTags = List.copyOf(prunedByTags);
        currentMappings = Map.copyOf(currentMappings);
    }
}
