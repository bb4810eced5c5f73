package io.trawl.search.leaf;

import io.trawl.common.ByteRange;
import io.trawl.query.AggregationRequest;
import io.trawl.query.Aggregations;
import io.trawl.query.FieldColumn;
import io.trawl.query.ReadNeed;
import io.trawl.search.collect.ColumnResolver;
import io.trawl.search.collect.HitOrder;
import io.trawl.split.SplitRanges;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;

/// Turns what a search says it will read ([ReadNeed]) into byte ranges of one split. Does no I/O: all it asks
/// is in the split's hot tail.
///
/// A query, sort or aggregation has no other way to get its bytes in the one wave; what it does not declare
/// here is a miss when it runs.
final class WarmupPlanner {
    private WarmupPlanner() {}

    /// What a sort and aggregations will read.
    static List<ReadNeed> columnNeeds(HitOrder order, Aggregations aggregations, ColumnResolver columns) {
        Set<String> fields = new LinkedHashSet<>();
        for (HitOrder.Key key : order.keys()) {
            switch (key) {
                case HitOrder.Key.Columns byColumn -> byColumn.columns().forEach(column -> fields.add(column.column()));
                case HitOrder.Key.Score _ -> {
                    // Frequencies lie in the postings, and the compiled query names its field lengths.
                }
            }
        }
        addColumns(aggregations, columns, fields);
        return fields.stream().<ReadNeed>map(ReadNeed.Column::new).toList();
    }

    private static void addColumns(Aggregations aggregations, ColumnResolver columns, Set<String> fields) {
        for (AggregationRequest request : aggregations.byName().values()) {
            for (FieldColumn column : columns.columns(request.field())) {
                fields.add(column.column());
            }
            addColumns(request.children(), columns, fields);
        }
    }

    /// @param needs of the query, the sort and the aggregations together
    /// @param fields of the split
    static WarmupPlan plan(List<ReadNeed> needs, SplitRanges ranges, FieldInfos fields) {
        List<ByteRange> reads = new ArrayList<>();
        for (ReadNeed need : needs) {
            switch (need) {
                case ReadNeed.Term term -> {
                    Optional<List<ByteRange>> found = ranges.term(term.field(), term.term(), term.positions());
                    if (found.isEmpty() && term.required()) {
                        return new WarmupPlan.Skip();
                    }
                    found.ifPresent(reads::addAll);
                }
                case ReadNeed.TermRange range ->
                    reads.addAll(ranges.termRange(range.field(), range.low(), range.high(), range.positions()));
                case ReadNeed.Column(String field) -> reads.addAll(ranges.column(field));
                case ReadNeed.ColumnPrefix(String prefix) -> {
                    for (FieldInfo field : fields) {
                        if (field.name.startsWith(prefix)) {
                            reads.addAll(ranges.column(field.name));
                        }
                    }
                }
                case ReadNeed.Norms(String field) -> reads.addAll(ranges.norms(field));
            }
        }
        reads.removeIf(ByteRange::isEmpty);
        return new WarmupPlan.Read(reads);
    }
}
