package io.trawl.query;

import java.util.List;
import java.util.Optional;

/// One aggregation as the request asks for it. Field names are as written; [FieldColumns] finds their columns.
public sealed interface AggregationRequest {
    /// The field whose values are aggregated.
    String field();

    /// Aggregations inside each bucket; empty for metrics.
    default Aggregations children() {
        return Aggregations.NONE;
    }

    /// What a document without a value counts as.
    default Optional<Literal> missing() {
        return Optional.empty();
    }

    /// Makes buckets; the others make one number, or a few.
    sealed interface Bucket extends AggregationRequest {}

    /// One or a few numbers over the values of a column.
    sealed interface Metric extends AggregationRequest {}

    /// The most frequent values.
    ///
    /// @param size buckets in the answer
    /// @param segmentSize buckets that each split contributes, at least `size`
    /// @param showTermDocCountError whether the answer carries the error bound
    record Terms(
            String field,
            int size,
            int segmentSize,
            boolean showTermDocCountError,
            long minDocCount,
            Order order,
            Optional<Literal> missing,
            Optional<ValueFilter> include,
            Optional<ValueFilter> exclude,
            Aggregations children)
            implements Bucket {}

    /// Buckets of equal duration.
    ///
    /// @param intervalMillis positive
    /// @param offsetMillis shifts the grid
    record DateHistogram(
            String field,
            long intervalMillis,
            long offsetMillis,
            long minDocCount,
            Optional<Bounds> hardBounds,
            Optional<Bounds> extendedBounds,
            boolean keyed,
            Aggregations children)
            implements Bucket {}

    record Avg(String field, Optional<Literal> missing) implements Metric {}

    record Min(String field, Optional<Literal> missing) implements Metric {}

    record Max(String field, Optional<Literal> missing) implements Metric {}

    record Sum(String field, Optional<Literal> missing) implements Metric {}

    /// Count, sum, min, max and average at once.
    record Stats(String field, Optional<Literal> missing) implements Metric {}

    record ValueCount(String field, Optional<Literal> missing) implements Metric {}

    /// What buckets of a terms aggregation are sorted by.
    record Order(Target target, SortOrder direction) {
        public static final Order DEFAULT = new Order(new Target.Count(), SortOrder.DESC);
    }

    sealed interface Target {
        record Count() implements Target {}

        record Key() implements Target {}

        /// A metric among the children, and which of its numbers (`value` where it has one).
        record Child(String name, Optional<String> property) implements Target {}
    }

    /// Which keys may become buckets.
    sealed interface ValueFilter {
        record Pattern(String regex) implements ValueFilter {}

        record Values(List<String> values) implements ValueFilter {
            public Values {
                values = List.copyOf(values);
            }
        }
    }

    /// Inclusive bounds, epoch milliseconds.
    record Bounds(double min, double max) {}
}
