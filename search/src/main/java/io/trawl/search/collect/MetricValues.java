package io.trawl.search.collect;

import io.trawl.common.TrawlException;
import io.trawl.query.AggregationRequest;
import org.jspecify.annotations.Nullable;

/// The numbers of a metric. What has no value is NaN.
final class MetricValues {
    private MetricValues() {}

    /// @param property of `stats`; null or `value` for metrics that are one number
    static double property(
            AggregationRequest.Metric request, PartialAggregation.Metric found, @Nullable String property) {
        return switch (request) {
            case AggregationRequest.Avg _ -> average(found);
            case AggregationRequest.Min _ -> orNothing(found, found.min());
            case AggregationRequest.Max _ -> orNothing(found, found.max());
            case AggregationRequest.Sum _ -> found.sum().value();
            case AggregationRequest.ValueCount _ -> found.count();
            case AggregationRequest.Stats _ -> ofStats(found, property == null ? "" : property);
        };
    }

    private static double ofStats(PartialAggregation.Metric found, String property) {
        return switch (property) {
            case "count" -> found.count();
            case "sum" -> found.sum().value();
            case "min" -> orNothing(found, found.min());
            case "max" -> orNothing(found, found.max());
            case "avg" -> average(found);
            default ->
                throw TrawlException.badRequest("invalid aggregation request: unknown property `" + property
                        + "` of a stats aggregation, expected one of `count`, `sum`, `min`, `max`, `avg`");
        };
    }

    private static double average(PartialAggregation.Metric found) {
        return orNothing(found, found.sum().value() / found.count());
    }

    private static double orNothing(PartialAggregation.Metric found, double value) {
        return found.count() == 0 ? Double.NaN : value;
    }
}
