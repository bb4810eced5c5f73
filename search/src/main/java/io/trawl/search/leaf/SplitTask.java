package io.trawl.search.leaf;

import io.trawl.query.Aggregations;
import io.trawl.search.LeafSearchRequest;
import io.trawl.search.collect.AggregationLimits;
import io.trawl.search.collect.AggregationTree;
import io.trawl.search.collect.HitAddress;
import io.trawl.search.collect.HitOrder;
import io.trawl.search.collect.LeafResult;
import io.trawl.search.collect.Pace;
import io.trawl.search.collect.PartialAggregation;
import io.trawl.search.collect.SplitHit;
import io.trawl.search.collect.SplitScan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.search.Query;
import org.jspecify.annotations.Nullable;

/// What is computed on one split once all that it reads is here.
record SplitTask(
        String splitId,
        LeafReader reader,
        Query query,
        HitOrder order,
        SplitColumns columns,
        LeafSearchRequest request,
        AggregationLimits limits) {

    /// @param result null if the split had nothing to add
    /// @param hits as many as were asked for
    /// @param matches the documents that match, if they were gathered
    record Outcome(
            @Nullable LeafResult result, int hits, @Nullable MatchSet matches) {
        static final Outcome NONE = new Outcome(null, 0, null);
    }

    /// @param asked the request, or the same without hits
    /// @param gather whether to gather the matching documents first, and search those
    Outcome run(LeafSearchRequest asked, boolean gather, Pace pace) throws IOException {
        MatchSet matches =
                gather ? MatchSet.of(SplitScan.of(reader, query, pace).matchingDocs()) : null;
        Query lookedFor = matches == null ? query : new MatchSetQuery(matches);
        Aggregations requested = asked.aggregations().orElse(Aggregations.NONE);
        AggregationTree tree = requested.isEmpty() ? null : AggregationTree.of(requested, reader, columns, limits);
        SplitScan scan = asked.needsScores()
                ? SplitScan.scoring(reader, lookedFor, pace)
                : SplitScan.of(reader, lookedFor, pace);
        SplitScan.Found found = scan.run(order, asked.hits(), asked.countAll(), tree);
        List<HitAddress> hits = new ArrayList<>(found.hits().size());
        for (SplitHit hit : found.hits()) {
            hits.add(new HitAddress(splitId, hit.doc(), hit.sortValues()));
        }
        List<PartialAggregation> aggregations = tree == null ? List.of() : tree.results();
        LeafResult result =
                new LeafResult(hits, found.count(), aggregations, List.of(), LeafResult.SplitCounts.SEARCHED);
        return new Outcome(result, asked.hits(), matches);
    }
}
