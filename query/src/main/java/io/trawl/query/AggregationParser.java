package io.trawl.query;

import io.trawl.common.TrawlException;
import io.trawl.query.AggregationRequest.Bounds;
import io.trawl.query.AggregationRequest.Order;
import io.trawl.query.AggregationRequest.ValueFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Reads the `aggs` of a request. Unknown parameters inside an aggregation are ignored, as clients rely on; unknown
/// types and wrong values are refused with the texts that clients know, and the name of the aggregation.
public final class AggregationParser {
    private static final List<String> TYPES = List.of(
            "range",
            "histogram",
            "date_histogram",
            "terms",
            "filter",
            "composite",
            "avg",
            "value_count",
            "max",
            "min",
            "stats",
            "extended_stats",
            "sum",
            "percentiles",
            "top_hits",
            "cardinality");
    private static final Set<String> LATER_TYPES = Set.of(
            "range", "histogram", "filter", "composite", "extended_stats", "percentiles", "top_hits", "cardinality");

    private static final int DEFAULT_SIZE = 10;
    /// Each split brings more buckets than are asked for, so that a term that is rare in some is not lost.
    private static final int SEGMENT_SIZE_FACTOR = 10;

    private int count;

    private AggregationParser() {}

    /// @param aggregations name → `{type: {parameters}, "aggs": {…}}`
    /// @throws TrawlException BAD_REQUEST "invalid aggregation request: …"
    public static Aggregations parse(JsonNode aggregations) {
        try {
            return new AggregationParser().all(aggregations, 1);
        } catch (InvalidAggregation e) {
            throw TrawlException.badRequest("invalid aggregation request: " + e.getMessage() + " at line 1 column "
                    + aggregations.toString().length());
        }
    }

    private Aggregations all(JsonNode node, int depth) {
        if (!node.isObject()) {
            throw new InvalidAggregation("invalid type: " + AggregationValues.describe(node) + ", expected a map");
        }
        if (depth > QueryLimits.MAX_AGGREGATION_DEPTH) {
            throw new InvalidAggregation("aggregations nest deeper than " + QueryLimits.MAX_AGGREGATION_DEPTH);
        }
        LinkedHashMap<String, AggregationRequest> byName = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (++count > QueryLimits.MAX_AGGREGATIONS) {
                throw new InvalidAggregation("more than " + QueryLimits.MAX_AGGREGATIONS + " aggregations");
            }
            try {
                byName.put(entry.getKey(), one(entry.getValue(), depth));
            } catch (InvalidAggregation e) {
                throw e.inside(entry.getKey());
            }
        }
        return new Aggregations(byName);
    }

    private AggregationRequest one(JsonNode node, int depth) {
        if (!node.isObject()) {
            throw new InvalidAggregation("invalid type: " + AggregationValues.describe(node)
                    + ", expected struct AggregationForDeserialization");
        }
        List<String> types =
                node.propertyNames().stream().filter(key -> !key.equals("aggs")).toList();
        if (types.size() != 1) {
            throw new InvalidAggregation("invalid value: map, expected map with a single key");
        }
        String type = types.getFirst();
        if (!TYPES.contains(type)) {
            throw new InvalidAggregation("unknown variant `" + type + "`, expected one of "
                    + String.join(
                            ", ", TYPES.stream().map(known -> "`" + known + "`").toList()));
        }
        if (LATER_TYPES.contains(type)) {
            throw new InvalidAggregation("aggregation type `" + type + "` is not supported yet");
        }
        JsonNode aggs = node.get("aggs");
        Aggregations children = aggs == null || aggs.isNull() ? Aggregations.NONE : all(aggs, depth + 1);
        AggregationValues values = new AggregationValues(node.get(type));
        return switch (type) {
            case "terms" -> terms(values, children);
            case "date_histogram" -> dateHistogram(values, children);
            case "avg" -> new AggregationRequest.Avg(values.field(), values.missing());
            case "min" -> new AggregationRequest.Min(values.field(), values.missing());
            case "max" -> new AggregationRequest.Max(values.field(), values.missing());
            case "sum" -> new AggregationRequest.Sum(values.field(), values.missing());
            case "stats" -> new AggregationRequest.Stats(values.field(), values.missing());
            case "value_count" -> new AggregationRequest.ValueCount(values.field(), values.missing());
            default -> throw new AssertionError(type);
        };
    }

    private static AggregationRequest terms(AggregationValues values, Aggregations children) {
        int size = values.count("size").orElse(DEFAULT_SIZE);
        int segmentSize = values.count("segment_size", "shard_size", "split_size")
                .orElse((int) Math.min((long) size * SEGMENT_SIZE_FACTOR, Integer.MAX_VALUE));
        Order order = values.order(children);
        return new AggregationRequest.Terms(
                values.field(),
                size,
                Math.max(size, segmentSize),
                values.flag("show_term_doc_count_error").orElse(order.equals(Order.DEFAULT)),
                values.minDocCount(1),
                order,
                values.missing(),
                valueFilter(values, "include"),
                valueFilter(values, "exclude"),
                children);
    }

    private static Optional<ValueFilter> valueFilter(AggregationValues values, String key) {
        Optional<JsonNode> node = values.find(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (node.get().isString()) {
            return Optional.of(new ValueFilter.Pattern(node.get().asString()));
        }
        if (node.get().isArray() && node.get().valueStream().allMatch(JsonNode::isString)) {
            return Optional.of(new ValueFilter.Values(
                    node.get().valueStream().map(JsonNode::asString).toList()));
        }
        throw new InvalidAggregation("`" + key + "` must be a regular expression or a list of strings");
    }

    private static AggregationRequest dateHistogram(AggregationValues values, Aggregations children) {
        for (String unsupported : List.of("calendar_interval", "interval")) {
            values.find(unsupported).ifPresent(value -> {
                throw new InvalidAggregation("`" + unsupported + "` parameter " + value
                        + " in date histogram is unsupported, only `fixed_interval` is supported");
            });
        }
        if (values.find("format").isPresent()) {
            throw new InvalidAggregation("format parameter on date_histogram is unsupported");
        }
        String field = values.field();
        long interval = HistogramDurations.parse(values.text("fixed_interval"));
        if (interval <= 0) {
            throw new InvalidAggregation("interval must be a positive value");
        }
        long offset = values.find("offset").isPresent() ? HistogramDurations.parseSigned(values.text("offset")) : 0;
        return new AggregationRequest.DateHistogram(
                field,
                interval,
                offset,
                values.minDocCount(0),
                bounds(values, "hard_bounds"),
                bounds(values, "extended_bounds"),
                values.flag("keyed").orElse(false),
                children);
    }

    private static Optional<Bounds> bounds(AggregationValues values, String key) {
        return values.find(key).map(node -> {
            AggregationValues inner = new AggregationValues(node);
            return new Bounds(inner.millis("min"), inner.millis("max"));
        });
    }
}
