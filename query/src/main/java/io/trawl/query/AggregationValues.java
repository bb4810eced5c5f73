package io.trawl.query;

import io.trawl.query.AggregationRequest.Order;
import io.trawl.query.AggregationRequest.Target;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The parameters of one aggregation, read with the texts that clients know. A null counts as absent.
final class AggregationValues {
    private static final Set<String> STATS = Set.of("count", "sum", "min", "max", "avg");
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final JsonNode node;

    AggregationValues(JsonNode node) {
        if (!node.isObject()) {
            throw new InvalidAggregation("invalid type: " + describe(node) + ", expected a map");
        }
        this.node = node;
    }

    /// A JSON value as messages name it.
    static String describe(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> "string " + node;
            case NUMBER -> (node.isIntegralNumber() ? "integer `" : "floating point `") + node + "`";
            case BOOLEAN -> "boolean `" + node + "`";
            case ARRAY -> "sequence";
            case OBJECT -> "map";
            case NULL, MISSING -> "null";
            case BINARY, POJO -> "unknown";
        };
    }

    Optional<JsonNode> find(String key) {
        return Optional.ofNullable(node.get(key)).filter(value -> !value.isNull());
    }

    String field() {
        return text("field");
    }

    String text(String key) {
        JsonNode value = find(key).orElseThrow(() -> new InvalidAggregation("missing field `" + key + "`"));
        if (!value.isString()) {
            throw new InvalidAggregation("`" + key + "`: invalid type: " + describe(value) + ", expected a string");
        }
        return value.asString();
    }

    Optional<Boolean> flag(String key) {
        return find(key).map(value -> {
            if (!value.isBoolean()) {
                throw new InvalidAggregation(
                        "`" + key + "`: invalid type: " + describe(value) + ", expected a boolean");
            }
            return value.booleanValue();
        });
    }

    /// The first of `keys` that is there, as an integer of at least 0.
    OptionalInt count(String... keys) {
        for (String key : keys) {
            Optional<JsonNode> value = find(key);
            if (value.isPresent()) {
                long number = integer(key, value.get());
                if (number > Integer.MAX_VALUE) {
                    throw new InvalidAggregation(
                            "`" + key + "` is " + number + ", at most " + Integer.MAX_VALUE + " is supported");
                }
                return OptionalInt.of((int) number);
            }
        }
        return OptionalInt.empty();
    }

    long minDocCount(long fallback) {
        return find("min_doc_count")
                .map(value -> integer("min_doc_count", value))
                .orElse(fallback);
    }

    private static long integer(String key, JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw new InvalidAggregation(
                    "`" + key + "`: invalid value: " + describe(value) + ", expected an integer of at least 0");
        }
        return value.longValue();
    }

    Optional<Literal> missing() {
        return find("missing").map(value -> {
            if (value.isNumber()) {
                return new Literal.Number(value.decimalValue());
            }
            if (value.isString()) {
                return new Literal.Text(value.asString());
            }
            throw new InvalidAggregation("data did not match any variant of untagged enum Key");
        });
    }

    /// A time as a number of milliseconds, a text with such a number, or a date.
    double millis(String key) {
        JsonNode value = find(key).orElseThrow(() -> new InvalidAggregation("missing field `" + key + "`"));
        if (value.isNumber()) {
            return finite(value.doubleValue(), value);
        }
        if (!value.isString()) {
            throw new InvalidAggregation(
                    "`" + key + "`: invalid type: " + describe(value) + ", expected a number or a date");
        }
        OptionalLong nanos = QueryDates.parseRfc3339(value.asString());
        if (nanos.isPresent()) {
            return (double) nanos.getAsLong() / NANOS_PER_MILLI;
        }
        try {
            return finite(Double.parseDouble(value.asString()), value);
        } catch (NumberFormatException e) {
            throw new InvalidAggregation("Failed to parse f64 from string: " + value);
        }
    }

    private static double finite(double number, JsonNode value) {
        if (!Double.isFinite(number)) {
            throw new InvalidAggregation("Value is not a valid f64 (NaN or Infinity): " + value);
        }
        return number;
    }

    /// What buckets are sorted by: an object of one key, or a list of one such object.
    Order order(Aggregations children) {
        Optional<JsonNode> given = find("order");
        if (given.isEmpty()) {
            return Order.DEFAULT;
        }
        JsonNode criterion = given.get();
        if (criterion.isArray() && criterion.size() == 1) {
            criterion = criterion.get(0);
        }
        if (!criterion.isObject() || criterion.size() != 1) {
            throw new InvalidAggregation("only one sort order supported currently, but got " + given.get());
        }
        Map.Entry<String, JsonNode> entry = criterion.properties().iterator().next();
        SortOrder direction =
                switch (entry.getValue().isString() ? entry.getValue().asString() : "") {
                    case "asc" -> SortOrder.ASC;
                    case "desc" -> SortOrder.DESC;
                    default ->
                        throw new InvalidAggregation(
                                "unknown variant `" + entry.getValue().asString("") + "`, expected `asc` or `desc`");
                };
        return new Order(target(entry.getKey(), children), direction);
    }

    private static Target target(String name, Aggregations children) {
        if (name.equals("_count")) {
            return new Target.Count();
        }
        if (name.equals("_key")) {
            return new Target.Key();
        }
        if (children.byName().containsKey(name)) {
            return metric(name, Optional.empty(), children);
        }
        for (int dot = name.lastIndexOf('.'); dot >= 0; dot = name.lastIndexOf('.', dot - 1)) {
            if (children.byName().containsKey(name.substring(0, dot))) {
                return metric(name.substring(0, dot), Optional.of(name.substring(dot + 1)), children);
            }
        }
        throw new InvalidAggregation("could not find aggregation with name " + name + " in metric sub_aggregations");
    }

    private static Target metric(String name, Optional<String> property, Aggregations children) {
        AggregationRequest child = children.byName().get(name);
        boolean fits = switch (child) {
            case null -> false;
            case AggregationRequest.Bucket _ -> false;
            case AggregationRequest.Stats _ -> property.isPresent() && STATS.contains(property.get());
            case AggregationRequest.Metric _ ->
                property.isEmpty() || property.get().equals("value");
        };
        if (!fits) {
            throw new InvalidAggregation(
                    "cannot sort by `" + name + property.map(p -> "." + p).orElse("")
                            + "`: expected a metric, and for `stats` one of count, sum, min, max, avg after a dot");
        }
        return new Target.Child(name, property);
    }
}
