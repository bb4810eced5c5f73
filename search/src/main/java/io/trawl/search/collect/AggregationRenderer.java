package io.trawl.search.collect;

import io.trawl.common.TrawlException;
import io.trawl.query.AggregationRequest;
import io.trawl.query.Aggregations;
import io.trawl.query.SortOrder;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns merged results into the answer: sorts, cuts, fills gaps, computes averages, writes JSON.
///
/// Buckets are counted against the limit before they are made.
public final class AggregationRenderer {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final AggregationLimits limits;

    public AggregationRenderer(AggregationLimits limits) {
        this.limits = limits;
    }

    /// @param results in the order of `requests`; empty if no split was searched
    public ObjectNode render(Aggregations requests, List<PartialAggregation> results) {
        ObjectNode answer = JSON.objectNode();
        renderInto(answer, requests, results);
        return answer;
    }

    private void renderInto(ObjectNode parent, Aggregations requests, List<PartialAggregation> results) {
        int i = 0;
        for (Map.Entry<String, AggregationRequest> entry : requests.byName().entrySet()) {
            PartialAggregation result = results.isEmpty() ? nothing(entry.getValue()) : results.get(i++);
            parent.set(entry.getKey(), render(entry.getValue(), result));
        }
    }

    private static PartialAggregation nothing(AggregationRequest request) {
        return switch (request) {
            case AggregationRequest.Terms _ -> new PartialAggregation.Terms(Map.of(), 0, 0);
            case AggregationRequest.DateHistogram _ -> new PartialAggregation.DateHistogram(Map.of());
            case AggregationRequest.Metric _ -> PartialAggregation.Metric.EMPTY;
        };
    }

    private JsonNode render(AggregationRequest request, PartialAggregation result) {
        if (request instanceof AggregationRequest.Terms terms && result instanceof PartialAggregation.Terms found) {
            return terms(terms, found);
        }
        if (request instanceof AggregationRequest.DateHistogram histogram
                && result instanceof PartialAggregation.DateHistogram found) {
            return dateHistogram(histogram, found);
        }
        if (request instanceof AggregationRequest.Metric metric && result instanceof PartialAggregation.Metric found) {
            return metric(metric, found);
        }
        throw new IllegalArgumentException("result " + result + " is not one of " + request);
    }

    private ObjectNode terms(AggregationRequest.Terms request, PartialAggregation.Terms found) {
        List<Map.Entry<TermKey, PartialAggregation.Bucket>> entries = new ArrayList<>();
        for (Map.Entry<TermKey, PartialAggregation.Bucket> entry :
                found.buckets().entrySet()) {
            if (entry.getValue().docCount() >= request.minDocCount()) {
                entries.add(entry);
            }
        }
        entries.sort(comparator(request));
        int kept = Math.min(entries.size(), request.size());
        limits.addBuckets(kept);
        ObjectNode answer = JSON.objectNode();
        ArrayNode buckets = answer.putArray("buckets");
        for (Map.Entry<TermKey, PartialAggregation.Bucket> entry : entries.subList(0, kept)) {
            ObjectNode bucket = buckets.addObject();
            putKey(bucket, entry.getKey());
            putContent(bucket, request.children(), entry.getValue());
        }
        long others = found.otherDocCount();
        for (Map.Entry<TermKey, PartialAggregation.Bucket> cut : entries.subList(kept, entries.size())) {
            others += cut.getValue().docCount();
        }
        answer.put("sum_other_doc_count", others);
        if (request.showTermDocCountError() && request.order().target() instanceof AggregationRequest.Target.Count) {
            answer.put("doc_count_error_upper_bound", found.errorBound());
        }
        return answer;
    }

    private void putContent(ObjectNode node, Aggregations children, PartialAggregation.Bucket bucket) {
        node.put("doc_count", bucket.docCount());
        renderInto(node, children, bucket.children());
    }

    private static void putKey(ObjectNode bucket, TermKey key) {
        switch (key) {
            case TermKey.Bool(boolean value) ->
                bucket.put("key", value ? 1 : 0).put("key_as_string", Boolean.toString(value));
            case TermKey.Int(long value) -> bucket.put("key", value);
            case TermKey.BigInt(long unsigned) -> bucket.put("key", new BigInteger(Long.toUnsignedString(unsigned)));
            case TermKey.Fraction(double value) -> bucket.set("key", JsonNumbers.of(value));
            case TermKey.Text(String value) -> bucket.put("key", value);
        }
    }

    /// Ties go by ascending key, so that the answer does not depend on how splits were grouped.
    private static Comparator<Map.Entry<TermKey, PartialAggregation.Bucket>> comparator(
            AggregationRequest.Terms request) {
        Comparator<Map.Entry<TermKey, PartialAggregation.Bucket>> byKey = Map.Entry.comparingByKey();
        Comparator<Map.Entry<TermKey, PartialAggregation.Bucket>> byTarget =
                switch (request.order().target()) {
                    case AggregationRequest.Target.Key() -> byKey;
                    case AggregationRequest.Target.Count() ->
                        Comparator.comparingLong(entry -> entry.getValue().docCount());
                    case AggregationRequest.Target.Child(String name, Optional<String> property) ->
                        byChild(request.children(), name, property.orElse(null));
                };
        boolean descending = request.order().direction() == SortOrder.DESC;
        return (descending ? byTarget.reversed() : byTarget).thenComparing(byKey);
    }

    private static Comparator<Map.Entry<TermKey, PartialAggregation.Bucket>> byChild(
            Aggregations children, String name, @Nullable String property) {
        int place = new ArrayList<>(children.byName().keySet()).indexOf(name);
        if (place < 0 || !(children.byName().get(name) instanceof AggregationRequest.Metric metric)) {
            throw TrawlException.badRequest("invalid aggregation request: could not find aggregation with name " + name
                    + " in metric sub_aggregations");
        }
        return Comparator.comparingDouble(entry -> {
            double value = MetricValues.property(
                    metric,
                    (PartialAggregation.Metric) entry.getValue().children().get(place),
                    property);
            return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
        });
    }

    private ObjectNode dateHistogram(AggregationRequest.DateHistogram request, PartialAggregation.DateHistogram found) {
        HistogramGrid grid = HistogramGrid.of(request);
        TreeMap<Long, PartialAggregation.Bucket> buckets = new TreeMap<>(found.buckets());
        if (request.minDocCount() == 0) {
            fillGaps(request, grid, buckets);
        } else {
            buckets.values().removeIf(bucket -> bucket.docCount() < request.minDocCount());
            limits.addBuckets(buckets.size());
        }
        ObjectNode answer = JSON.objectNode();
        ObjectNode keyed = JSON.objectNode();
        ArrayNode list = JSON.arrayNode();
        for (Map.Entry<Long, PartialAggregation.Bucket> entry : buckets.entrySet()) {
            long millis = grid.startMillis(entry.getKey());
            ObjectNode bucket = JSON.objectNode();
            bucket.set("key", JsonNumbers.of(millis));
            bucket.put("key_as_string", TermKey.instantText(Instant.ofEpochMilli(millis)));
            putContent(bucket, request.children(), entry.getValue());
            if (request.keyed()) {
                keyed.set(Long.toString(millis), bucket);
            } else {
                list.add(bucket);
            }
        }
        answer.set("buckets", request.keyed() ? keyed : list);
        return answer;
    }

    /// Adds the intervals without documents between the first and last one, or the bounds asked for.
    private void fillGaps(
            AggregationRequest.DateHistogram request,
            HistogramGrid grid,
            TreeMap<Long, PartialAggregation.Bucket> buckets) {
        double min = buckets.isEmpty() ? Double.POSITIVE_INFINITY : grid.startMillis(buckets.firstKey());
        double max = buckets.isEmpty() ? Double.NEGATIVE_INFINITY : grid.startMillis(buckets.lastKey());
        if (request.extendedBounds().isPresent()) {
            min = Math.min(min, request.extendedBounds().get().min());
            max = Math.max(max, request.extendedBounds().get().max());
        }
        if (request.hardBounds().isPresent()) {
            min = Math.max(min, request.hardBounds().get().min());
            max = Math.min(max, request.hardBounds().get().max());
        }
        if (min > max) {
            limits.addBuckets(buckets.size());
            return;
        }
        long first = grid.indexOfMillis(min);
        long last = grid.indexOfMillis(max);
        limits.addBuckets(last - first + 1);
        PartialAggregation.Bucket empty = new PartialAggregation.Bucket(0, List.of());
        for (long index = first; index <= last; index++) {
            buckets.putIfAbsent(index, empty);
        }
    }

    private static JsonNode metric(AggregationRequest.Metric request, PartialAggregation.Metric found) {
        if (request instanceof AggregationRequest.Stats) {
            ObjectNode stats = JSON.objectNode().put("count", found.count());
            for (String property : List.of("sum", "min", "max", "avg")) {
                stats.set(property, orNull(MetricValues.property(request, found, property)));
            }
            return stats;
        }
        ObjectNode answer = JSON.objectNode();
        answer.set("value", orNull(MetricValues.property(request, found, null)));
        return answer;
    }

    private static JsonNode orNull(double value) {
        return Double.isNaN(value) ? NullNode.getInstance() : JsonNumbers.of(value);
    }
}
