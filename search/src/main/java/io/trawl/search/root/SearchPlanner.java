package io.trawl.search.root;

import io.trawl.common.TrawlException;
import io.trawl.docmapper.IndexSchema;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.MetastoreView;
import io.trawl.metastore.Split;
import io.trawl.metastore.SplitQuery;
import io.trawl.query.CompiledQuery;
import io.trawl.query.QueryAst;
import io.trawl.query.QueryCompiler;
import io.trawl.query.QueryParser;
import io.trawl.query.TagFilter;
import io.trawl.query.TagFilterExtractor;
import io.trawl.query.TimeRange;
import io.trawl.query.TimeRangeExtractor;
import io.trawl.search.SearchRequest;
import io.trawl.search.SplitTarget;
import io.trawl.split.SplitTimeRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// From a request and the metastore's view to the splits to search. Does no I/O.
///
/// Everything that can be wrong with a request is found here, on the mappings that the indexes have today,
/// before any split is opened.
final class SearchPlanner {
    private SearchPlanner() {}

    /// @param indexes that the request names, at least one
    /// @throws TrawlException BAD_REQUEST
    static SearchPlan plan(SearchRequest request, List<IndexMetadata> indexes, MetastoreView view) {
        SearchChecks.timestamps(request, indexes);
        QueryAst query = resolve(request, indexes);
        TimeRange within = within(request);
        List<SplitTarget> targets = new ArrayList<>();
        Map<String, String> mappings = new HashMap<>();
        boolean matchesAll = true;
        List<String> prunedByTime = new ArrayList<>();
        List<String> prunedByTags = new ArrayList<>();
        for (IndexMetadata index : indexes) {
            IndexSchema schema = IndexSchemas.of(index);
            SearchChecks.columns(request, schema);
            SearchChecks.snippets(request, schema);
            CompiledQuery compiled = QueryCompiler.compile(query, schema);
            matchesAll &= compiled.matchesAll();
            TimeRange range = within.intersect(TimeRangeExtractor.extract(query, schema));
            TagFilter tags = TagFilterExtractor.extract(query, schema);
            mappings.put(index.indexId(), index.config().docMapping().docMappingUid());
            for (Split split : view.splits(SplitQuery.published(index.uid()).build())) {
                if (!overlaps(range, split.metadata().timeRange())) {
                    prunedByTime.add(split.splitId());
                } else if (!keeps(tags, split.metadata().tags())) {
                    prunedByTags.add(split.splitId());
                } else {
                    targets.add(SplitTarget.of(
                            split.metadata(),
                            index.config().indexUri(),
                            index.config().docMapping().timestampField()));
                }
            }
        }
        targets.sort(Comparator.comparing(SplitTarget::splitId).reversed());
        return new SearchPlan(query, within, targets, matchesAll, mappings, prunedByTime, prunedByTags);
    }

    private static boolean overlaps(TimeRange range, Optional<SplitTimeRange> split) {
        return range.isAll()
                || split.isEmpty()
                || range.overlaps(split.get().start(), split.get().end());
    }

    /// @param tags sorted
    private static boolean keeps(TagFilter filter, List<String> tags) {
        return tags.isEmpty() || filter.keeps(tag -> Collections.binarySearch(tags, tag) >= 0);
    }

    private static TimeRange within(SearchRequest request) {
        return new TimeRange(
                request.startTimestamp().orElse(Long.MIN_VALUE),
                request.endTimestamp().orElse(Long.MAX_VALUE));
    }

    /// Words without a field are searched in each index's default fields, which must come to the same.
    static QueryAst resolve(SearchRequest request, List<IndexMetadata> indexes) {
        Optional<QueryAst> first = Optional.empty();
        for (IndexMetadata index : indexes) {
            QueryAst resolved = QueryParser.resolve(
                    request.query(), index.config().searchSettings().defaultSearchFields());
            if (first.isPresent() && !first.get().equals(resolved)) {
                throw TrawlException.badRequest("resolved query ASTs must be the same across indexes. resolving queries"
                        + " with different default fields are different between indexes is not supported");
            }
            first = Optional.of(resolved);
        }
        return first.orElseThrow();
    }
}
