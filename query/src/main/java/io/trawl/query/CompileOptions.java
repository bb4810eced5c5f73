package io.trawl.query;

/// How a query is compiled.
///
/// @param scoring keeps what only changes scores: optional clauses, boosts, field lengths
/// @param olderMapping the schema is not the one the query was written for: fields that it lacks and values that do
/// not fit its types match nothing instead of being errors
/// @param fewColumns some paths of dynamic and json fields have no columns although they should, because there are too
/// many: what columns tell must be asked of terms as well
/// @param within documents must also lie in this span of the timestamp field
public record CompileOptions(boolean scoring, boolean olderMapping, boolean fewColumns, TimeRange within) {
    public static final CompileOptions DEFAULT = new CompileOptions(false, false, false, TimeRange.ALL);

    public CompileOptions withScoring() {
        return new CompileOptions(true, olderMapping, fewColumns, within);
    }

    public CompileOptions forOlderMapping() {
        return new CompileOptions(scoring, true, fewColumns, within);
    }

    public CompileOptions forFewColumns() {
        return new CompileOptions(scoring, olderMapping, true, within);
    }

    public CompileOptions withTimeRange(TimeRange range) {
        return new CompileOptions(scoring, olderMapping, fewColumns, range);
    }
}
