package io.trawl.search;

import io.trawl.query.Aggregations;
import io.trawl.query.QueryAst;
import io.trawl.query.SortBy;
import io.trawl.query.SortOrder;
import io.trawl.query.TimeRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the root asks of one leaf: a query over some splits.
///
/// @param query with all texts parsed
/// @param within only documents in this span of their timestamp
/// @param sortBy absent: by address, newest first
/// @param hits how many of the best are wanted
/// @param currentMappings index id to the uid of its mapping today; splits made with another are searched
/// leniently
public record LeafSearchRequest(
        QueryAst query,
        TimeRange within,
        Optional<SortBy> sortBy,
        int hits,
        boolean countAll,
        Optional<Aggregations> aggregations,
        Map<String, String> currentMappings,
        List<SplitTarget> splits) {
    public LeafSearchRequest {
        currentMappings = Map.copyOf(currentMappings);
        splits = List.copyOf(splits);
    }

    public LeafSearchRequest withSplits(List<SplitTarget> some) {
        return new LeafSearchRequest(query, within, sortBy, hits, countAll, aggregations, currentMappings, some);
    }

    public boolean descending() {
        return sortBy.map(key -> key.order() == SortOrder.DESC).orElse(true);
    }
}
