package io.trawl.search;

import io.trawl.query.Aggregations;
import io.trawl.query.QueryAst;
import io.trawl.query.SortBy;
import io.trawl.query.SortOrder;
import io.trawl.query.TimeRange;
import io.trawl.search.collect.HitComparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What the root asks of one leaf: a query over some splits.
///
/// @param query with all texts parsed
/// @param within only documents in this span of their timestamp
/// @param sortBy keys that are values of documents, the most important first
/// @param ties direction of the address, which decides between hits whose keys are equal
/// @param hits how many of the best are wanted
/// @param currentMappings index id to the uid of its mapping today; splits made with another are searched
/// leniently
public record LeafSearchRequest(
        QueryAst query,
        TimeRange within,
        List<SortBy> sortBy,
        SortOrder ties,
        int hits,
        boolean countAll,
        Optional<Aggregations> aggregations,
        Map<String, String> currentMappings,
        List<SplitTarget> splits) {
    public LeafSearchRequest {
        sortBy = List.copyOf(sortBy);
        currentMappings = Map.copyOf(currentMappings);
        splits = List.copyOf(splits);
    }

    public LeafSearchRequest withSplits(List<SplitTarget> some) {
        return new LeafSearchRequest(query, within, sortBy, ties, hits, countAll, aggregations, currentMappings, some);
    }

    /// The same without hits: the count and the aggregations alone.
    public LeafSearchRequest withoutHits() {
        return new LeafSearchRequest(
                query, within, List.of(), SortOrder.DESC, 0, countAll, aggregations, currentMappings, splits);
    }

    /// The same without hits and aggregations: which documents match.
    public LeafSearchRequest onlyMatches() {
        return new LeafSearchRequest(
                query, within, List.of(), SortOrder.DESC, 0, countAll, Optional.empty(), currentMappings, splits);
    }

    /// What is left of the request when one split's share in it is put aside: two requests with equal rests have the
    /// same answer on that split. Everything that changes answers must be part of it.
    ///
    /// @param seenQuery the query as the split sees it
    /// @param seenWithin the time range as the split sees it
    public LeafSearchRequest rest(QueryAst seenQuery, TimeRange seenWithin) {
        return new LeafSearchRequest(
                seenQuery, seenWithin, sortBy, ties, hits, true, aggregations, Map.of(), List.of());
    }

    /// The order of hits across splits.
    public HitComparator hitComparator() {
        Set<Integer> missingFirst = IntStream.range(0, sortBy.size())
                .filter(key -> sortBy.get(key).missingFirst())
                .boxed()
                .collect(Collectors.toSet());
        return new HitComparator(sortBy.stream().map(SortBy::order).toList(), missingFirst, ties);
    }

    /// Whether the query is compiled so that it can score.
    public boolean needsScores() {
        return sortBy.stream().anyMatch(SortBy::isScore);
    }
}
