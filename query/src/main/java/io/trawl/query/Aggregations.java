package io.trawl.query;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// Aggregations by the name that the answer repeats, in the order of the request. A name is any text, also empty.
public record Aggregations(SequencedMap<String, AggregationRequest> byName) {
    public static final Aggregations NONE = new Aggregations(new LinkedHashMap<>());

    public Aggregations {
        byName = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(byName));
    }

    public static Aggregations of(Map<String, AggregationRequest> byName) {
        return new Aggregations(new LinkedHashMap<>(byName));
    }

    public boolean isEmpty() {
        return byName.isEmpty();
    }
}
