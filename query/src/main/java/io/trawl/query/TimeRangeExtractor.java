package io.trawl.query;

import io.trawl.docmapper.ColumnCodec;
import io.trawl.docmapper.FieldEntry;
import io.trawl.docmapper.IndexSchema;
import io.trawl.docmapper.ValueType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;

/// The span of time that a query can match, from the clauses on the timestamp field that every hit must satisfy:
/// those directly in `must` and `filter`, at any depth of such clauses. It is never narrower than the truth, so
/// pruning by it is never wrong.
public final class TimeRangeExtractor {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final FieldEntry timestamp;

    private TimeRangeExtractor(FieldEntry timestamp) {
        this.timestamp = timestamp;
    }

    /// @param ast without user input; see [QueryParser#resolve]
    /// @return all time where the index has no timestamp field
    public static TimeRange extract(QueryAst ast, IndexSchema schema) {
        return schema.timestampField()
                .map(field -> new TimeRangeExtractor(field).of(ast))
                .orElse(TimeRange.ALL);
    }

    private TimeRange of(QueryAst ast) {
        return switch (ast) {
            case QueryAst.Bool bool -> ofBool(bool);
            case QueryAst.Boost(QueryAst underlying, float _) -> of(underlying);
            case QueryAst.Range range -> isTimestamp(range.field()) ? ofRange(range) : TimeRange.ALL;
            case QueryAst.TermSet set -> ofSet(set);
            case QueryAst.Term(String field, String value) -> isTimestamp(field) ? instant(value) : TimeRange.ALL;
            case QueryAst.FullText text -> isTimestamp(text.field()) ? instant(text.text()) : TimeRange.ALL;
            case QueryAst.MatchNone _ -> TimeRange.EMPTY;
            case QueryAst.MatchAll _,
                    QueryAst.FieldPresence _,
                    QueryAst.PhrasePrefix _,
                    QueryAst.UserInput _,
                    QueryAst.Wildcard _,
                    QueryAst.Regex _ -> TimeRange.ALL;
        };
    }

    private boolean isTimestamp(String field) {
        return field.equals(timestamp.path());
    }

    private TimeRange ofBool(QueryAst.Bool bool) {
        TimeRange range = TimeRange.ALL;
        for (QueryAst clause : bool.must()) {
            range = range.intersect(of(clause));
        }
        for (QueryAst clause : bool.filter()) {
            range = range.intersect(of(clause));
        }
        return range;
    }

    private TimeRange ofRange(QueryAst.Range range) {
        RangeBounds bounds = RangeBounds.of(range.lower(), range.upper());
        OptionalLong lower = nanos(bounds.lower());
        OptionalLong upper = nanos(bounds.upper());
        long start = Long.MIN_VALUE;
        long end = Long.MAX_VALUE;
        long step = precision();
        // The query compares with what the column keeps, so the bounds are cut as it is.
        if (lower.isPresent()) {
            long first = ColumnCodec.truncate(lower.getAsLong(), timestamp.fastPrecision());
            start = startSecond(bounds.lowerIncluded() ? first : saturatedAdd(first, step));
        }
        if (upper.isPresent()) {
            long last = ColumnCodec.truncate(upper.getAsLong(), timestamp.fastPrecision());
            end = Math.floorDiv(bounds.upperIncluded() ? last : saturatedAdd(last, -1), NANOS_PER_SECOND) + 1;
        }
        return new TimeRange(start, end).intersect(TimeRange.ALL);
    }

    private long precision() {
        return timestamp.fastPrecision().nanos();
    }

    private TimeRange ofSet(QueryAst.TermSet set) {
        SortedSet<String> values = set.termsPerField().get(timestamp.path());
        if (values == null || set.termsPerField().size() > 1) {
            return TimeRange.ALL;
        }
        if (values.isEmpty()) {
            return TimeRange.EMPTY;
        }
        List<TimeRange> instants = values.stream().map(this::instant).toList();
        return new TimeRange(
                instants.stream().mapToLong(TimeRange::startSeconds).min().getAsLong(),
                instants.stream().mapToLong(TimeRange::endSeconds).max().getAsLong());
    }

    /// The second of a term; terms have no finer time.
    private TimeRange instant(String text) {
        OptionalLong nanos = QueryDates.parse(text);
        if (nanos.isEmpty() || timestamp.type() != ValueType.DATETIME) {
            return TimeRange.ALL;
        }
        long second = Math.floorDiv(nanos.getAsLong(), NANOS_PER_SECOND);
        return new TimeRange(startSecond(nanos.getAsLong()), second + 1);
    }

    /// Columns and terms are cut toward 1970, so up to there a value may come from the second before.
    private static long startSecond(long nanos) {
        long second = Math.floorDiv(nanos, NANOS_PER_SECOND);
        return second <= 0 ? second - 1 : second;
    }

    private static OptionalLong nanos(Optional<String> text) {
        return text.isEmpty() ? OptionalLong.empty() : QueryDates.parse(text.get());
    }

    private static long saturatedAdd(long a, long b) {
        long sum = a + b;
        return ((a ^ sum) & (b ^ sum)) < 0 ? a : sum;
    }
}
