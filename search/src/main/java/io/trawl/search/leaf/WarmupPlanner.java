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
import org.apache.lucene.util.BytesRef;

/// Turns what a search says it will read ([ReadNeed]) into byte ranges of one split: one wave, or two where a
/// [TwoWavesRule] says so.
///
/// A query, sort or aggregation has no other way to get its bytes before it runs; what it does not declare here is a
/// miss when it runs.
final class WarmupPlanner {
    private final SplitRanges ranges;
    private final FieldInfos fields;
    private final WaveWorth worth;

    /// @param fields of the split
    WarmupPlanner(SplitRanges ranges, FieldInfos fields, WaveWorth worth) {
        this.ranges = ranges;
        this.fields = fields;
        this.worth = worth;
    }

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

    /// The first wave, and what follows it. Does no I/O: all it asks is in the split's hot tail.
    ///
    /// @param needs of the query, the sort and the aggregations together
    WarmupPlan plan(List<ReadNeed> needs) {
        Optional<ReadNeed.Term> absent = absentTerm(needs);
        if (absent.isPresent()) {
            return new WarmupPlan.Skip(absent.get());
        }
        List<Bounded> all = new ArrayList<>(needs.size());
        long lightBytes = 0;
        long otherBytes = 0;
        for (ReadNeed need : needs) {
            Bounded bounded = bounded(need);
            all.add(bounded);
            lightBytes += bounded.isLight ? bounded.bytes() : 0;
            otherBytes += bounded.isLight ? 0 : bounded.bytes();
        }
        boolean waits = lightBytes > 0 && !worth.allows(otherBytes);
        boolean expandsLater = waits || !worth.allows(WarmupPlan.bytesOf(boundOfLists(needs)));
        List<ByteRange> first = new ArrayList<>();
        List<ReadNeed> deferred = new ArrayList<>();
        List<ByteRange> most = new ArrayList<>();
        for (Bounded bounded : all) {
            boolean isPattern = bounded.need instanceof ReadNeed.Expansion;
            boolean isDeferred = isPattern ? expandsLater : waits && !bounded.isLight;
            if (!isDeferred) {
                first.addAll(bounded.reads);
                continue;
            }
            deferred.add(bounded.need);
            most.addAll(bounded.reads);
            if (bounded.need instanceof ReadNeed.Expansion pattern) {
                first.addAll(ranges.dictionary(pattern.field(), pattern.low(), pattern.high()));
            }
        }
        first.removeIf(ByteRange::isEmpty);
        if (deferred.isEmpty()) {
            return new WarmupPlan.Read(first, Optional.empty());
        }
        TwoWavesRule rule = waits ? TwoWavesRule.LIGHT_CLAUSE : TwoWavesRule.EXPANSION;
        return new WarmupPlan.Read(first, Optional.of(new WarmupPlan.SecondWave(rule, deferred, most)));
    }

    /// A need, all that it may read, and whether it is a required term that may well be absent.
    private record Bounded(ReadNeed need, List<ByteRange> reads, boolean isLight) {
        long bytes() {
            return WarmupPlan.bytesOf(reads);
        }
    }

    private Bounded bounded(ReadNeed need) {
        List<ByteRange> reads =
                bound(need).stream().filter(range -> !range.isEmpty()).toList();
        boolean isLight = need instanceof ReadNeed.Term term
                && term.required()
                && WarmupPlan.bytesOf(reads) <= worth.light().bytes()
                && !ranges.isDecided(term.field(), term.term());
        return new Bounded(need, reads, isLight);
    }

    /// All that the needs may read, however it is cut into waves, without the lists of patterns.
    List<ByteRange> boundWithoutLists(List<ReadNeed> needs) {
        List<ByteRange> reads = new ArrayList<>();
        for (ReadNeed need : needs) {
            reads.addAll(
                    need instanceof ReadNeed.Expansion pattern
                            ? ranges.dictionary(pattern.field(), pattern.low(), pattern.high())
                            : bound(need));
        }
        reads.removeIf(ByteRange::isEmpty);
        return reads;
    }

    /// The lists of patterns, of which only parts may be read.
    List<ByteRange> boundOfLists(List<ReadNeed> needs) {
        List<ByteRange> reads = new ArrayList<>();
        for (ReadNeed need : needs) {
            if (need instanceof ReadNeed.Expansion pattern) {
                reads.addAll(lists(pattern));
            }
        }
        reads.removeIf(ByteRange::isEmpty);
        return reads;
    }

    /// What tells which terms exist and how much they have, without their lists.
    List<ByteRange> dictionaryBlocks(List<ReadNeed> needs) {
        List<ByteRange> reads = new ArrayList<>();
        for (ReadNeed need : needs) {
            switch (need) {
                case ReadNeed.Term term -> reads.addAll(ranges.termBlock(term.field(), term.term()));
                case ReadNeed.Terms(String field, List<BytesRef> terms) ->
                    reads.addAll(ranges.termBlocks(field, terms));
                case ReadNeed.Expansion pattern ->
                    reads.addAll(ranges.dictionary(pattern.field(), pattern.low(), pattern.high()));
                case ReadNeed.TermRange range ->
                    reads.addAll(ranges.dictionary(range.field(), range.low(), range.high()));
                case ReadNeed.Column _, ReadNeed.ColumnPrefix _, ReadNeed.Norms _ -> {
                    // Known from the tail.
                }
            }
        }
        reads.removeIf(ByteRange::isEmpty);
        return reads;
    }

    /// The second wave, once the first is here. Walks dictionaries, so it takes processor time.
    List<ByteRange> second(WarmupPlan.SecondWave then) {
        List<ByteRange> reads = new ArrayList<>();
        for (ReadNeed need : then.needs()) {
            reads.addAll(
                    need instanceof ReadNeed.Expansion pattern
                            ? ranges.expand(pattern.field(), pattern.terms(), pattern.maxTerms(), pattern.positions())
                            : bound(need));
        }
        reads.removeIf(ByteRange::isEmpty);
        return reads;
    }

    /// The first required term that is known to be absent, by what is at hand.
    Optional<ReadNeed.Term> absentTerm(List<ReadNeed> needs) {
        for (ReadNeed need : needs) {
            if (need instanceof ReadNeed.Term term
                    && term.required()
                    && ranges.term(term.field(), term.term(), false).isEmpty()) {
                return Optional.of(term);
            }
        }
        return Optional.empty();
    }

    private List<ByteRange> lists(ReadNeed.Expansion pattern) {
        return ranges.lists(pattern.field(), pattern.low(), pattern.high(), pattern.positions());
    }

    /// All that the need may read.
    private List<ByteRange> bound(ReadNeed need) {
        return switch (need) {
            case ReadNeed.Term term ->
                ranges.term(term.field(), term.term(), term.positions()).orElse(List.of());
            case ReadNeed.Terms(String field, List<BytesRef> terms) -> ranges.terms(field, terms);
            case ReadNeed.TermRange range ->
                ranges.termRange(range.field(), range.low(), range.high(), range.positions());
            case ReadNeed.Expansion pattern ->
                ranges.termRange(pattern.field(), pattern.low(), pattern.high(), pattern.positions());
            case ReadNeed.Column(String field) -> ranges.column(field);
            case ReadNeed.ColumnPrefix(String prefix) -> columnsBelow(prefix);
            case ReadNeed.Norms(String field) -> ranges.norms(field);
        };
    }

    private List<ByteRange> columnsBelow(String prefix) {
        List<ByteRange> reads = new ArrayList<>();
        for (FieldInfo field : fields) {
            if (field.name.startsWith(prefix)) {
                reads.addAll(ranges.column(field.name));
            }
        }
        return reads;
    }
}
