package io.trawl.query;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Opens the ends of time ranges that all documents of a split lie behind. "The last hour", asked a minute later, is
/// another query with the same answer on all splits but the newest and the oldest; so what is left is the same.
///
/// The result is for comparing only. It says the same about documents that all have a timestamp in the given span, and
/// about no others.
public final class TimeClauses {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final String timestampField;
    private final long firstSecond;
    private final long lastSecond;

    private TimeClauses(String timestampField, long firstSecond, long lastSecond) {
        this.timestampField = timestampField;
        this.firstSecond = firstSecond;
        this.lastSecond = lastSecond;
    }

    /// @param firstSecond of any document, inclusive as is `lastSecond`
    /// @return `ast` itself if there is nothing to open
    public static QueryAst open(QueryAst ast, String timestampField, long firstSecond, long lastSecond) {
        return new TimeClauses(timestampField, firstSecond, lastSecond).of(ast);
    }

    private QueryAst of(QueryAst ast) {
        return switch (ast) {
            case QueryAst.Bool bool -> ofBool(bool);
            case QueryAst.Boost boost -> {
                QueryAst inner = of(boost.underlying());
                yield inner == boost.underlying() ? boost : new QueryAst.Boost(inner, boost.boost());
            }
            case QueryAst.Range range -> range.field().equals(timestampField) ? ofRange(range) : range;
            case QueryAst.MatchAll _,
                    QueryAst.MatchNone _,
                    QueryAst.Term _,
                    QueryAst.TermSet _,
                    QueryAst.FieldPresence _,
                    QueryAst.FullText _,
                    QueryAst.PhrasePrefix _,
                    QueryAst.UserInput _,
                    QueryAst.Wildcard _,
                    QueryAst.Regex _ -> ast;
        };
    }

    private QueryAst ofBool(QueryAst.Bool bool) {
        List<QueryAst> must = ofAll(bool.must());
        List<QueryAst> mustNot = ofAll(bool.mustNot());
        List<QueryAst> should = ofAll(bool.should());
        List<QueryAst> filter = ofAll(bool.filter());
        boolean same =
                must == bool.must() && mustNot == bool.mustNot() && should == bool.should() && filter == bool.filter();
        return same ? bool : new QueryAst.Bool(must, mustNot, should, filter, bool.minimumShouldMatch());
    }

    private List<QueryAst> ofAll(List<QueryAst> clauses) {
        List<QueryAst> opened = clauses.stream().map(this::of).toList();
        for (int i = 0; i < opened.size(); i++) {
            if (opened.get(i) != clauses.get(i)) {
                return opened;
            }
        }
        return clauses;
    }

    private QueryAst ofRange(QueryAst.Range range) {
        RangeBounds bounds = RangeBounds.of(range.lower(), range.upper());
        Bound lower = allAbove(bounds) ? Bound.UNBOUNDED : range.lower();
        Bound upper = allBelow(bounds) ? Bound.UNBOUNDED : range.upper();
        boolean same = lower.equals(range.lower()) && upper.equals(range.upper());
        return same ? range : new QueryAst.Range(range.field(), lower, upper);
    }

    /// Columns and bounds are cut alike, to a second at most, which keeps their order but may make them equal; so an
    /// exclusive bound must be another second away.
    private boolean allAbove(RangeBounds bounds) {
        OptionalLong second = second(bounds.lower(), true);
        return second.isPresent() && second.getAsLong() + (bounds.lowerIncluded() ? 0 : 1) <= firstSecond;
    }

    private boolean allBelow(RangeBounds bounds) {
        OptionalLong second = second(bounds.upper(), false);
        return second.isPresent() && second.getAsLong() - (bounds.upperIncluded() ? 0 : 1) > lastSecond;
    }

    /// The bound in whole seconds, rounded inwards.
    private static OptionalLong second(Optional<String> text, boolean up) {
        OptionalLong nanos = text.isEmpty() ? OptionalLong.empty() : QueryDates.parse(text.get());
        if (nanos.isEmpty()) {
            return nanos;
        }
        long floor = Math.floorDiv(nanos.getAsLong(), NANOS_PER_SECOND);
        boolean whole = Math.floorMod(nanos.getAsLong(), NANOS_PER_SECOND) == 0;
        return OptionalLong.of(up && !whole ? floor + 1 : floor);
    }
}
