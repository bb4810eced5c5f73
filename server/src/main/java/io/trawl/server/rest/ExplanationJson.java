package io.trawl.server.rest;

import io.trawl.common.RequestCounters;
import io.trawl.common.RequestProfile;
import io.trawl.search.SearchExplanation;
import io.trawl.search.SplitExplanation;
import io.trawl.split.FetchCost;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// How explanations and profiles of searches are written.
final class ExplanationJson {
    private ExplanationJson() {}

    static ObjectNode of(SearchExplanation explanation) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("splits")
                .put("kept", explanation.splits().size())
                .put("pruned", explanation.pruned().size())
                .put("counted_by_metadata", explanation.countedByMetadata());
        json.set("at_most", cost(explanation.atMost()));
        json.set("hits_at_most", cost(explanation.hitsAtMost()));
        json.set("estimate", cost(explanation.estimate()).put("micros", explanation.estimatedMicros()));
        ArrayNode kept = json.putArray("kept");
        explanation.splits().forEach(split -> kept.add(split(split)));
        ArrayNode pruned = json.putArray("pruned");
        explanation
                .pruned()
                .forEach(split ->
                        pruned.addObject().put("split_id", split.splitId()).put("reason", split.reason()));
        return json;
    }

    private static ObjectNode split(SplitExplanation split) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("split_id", split.splitId())
                .put("outcome", split.outcome().reason());
        json.set("at_most", cost(split.atMost()));
        ArrayNode waves = json.putArray("waves");
        for (SplitExplanation.Wave wave : split.waves()) {
            ObjectNode written = cost(wave.cost()).put("phase", wave.phase()).put("micros", wave.micros());
            wave.rule().ifPresent(rule -> written.put("rule", rule));
            waves.add(written);
        }
        return json;
    }

    private static ObjectNode cost(FetchCost cost) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("requests", cost.requests())
                .put("bytes", cost.bytes());
    }

    static ArrayNode of(RequestProfile profile) {
        ArrayNode phases = JsonNodeFactory.instance.arrayNode();
        for (RequestProfile.Entry entry : profile.entries()) {
            RequestCounters counters = entry.counters();
            phases.addObject()
                    .put("split_id", entry.subject())
                    .put("phase", entry.phase())
                    .put("elapsed_micros", entry.nanos() / 1_000)
                    .put("waves", counters.storageWaves())
                    .put("requests", counters.storageRequests())
                    .put("bytes", counters.storageBytes())
                    .put("cached_bytes", counters.residentBytes())
                    .put("misses", counters.misses())
                    .put("cpu_micros", counters.cpuNanos() / 1_000);
        }
        return phases;
    }
}
