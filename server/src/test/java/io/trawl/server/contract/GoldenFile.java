package io.trawl.server.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One file of recorded answers: requests in order, most with what a Quickwit answered.
///
/// @param name suite and file without its ending, such as `mapping/01-create-basics`
record GoldenFile(String name, List<JsonNode> setup, List<JsonNode> steps, List<JsonNode> teardown) {
    private static final List<String> NAMES = List.of(
            "mapping/01-create-basics",
            "mapping/02-create-fields",
            "mapping/03-create-settings",
            "mapping/04-index-crud",
            "mapping/05-templates",
            "mapping/06-ingest-basics",
            "mapping/07-numbers",
            "mapping/08-datetime",
            "mapping/09-ip-bytes",
            "mapping/10-text-unicode",
            "mapping/11-json-objects",
            "mapping/12-modes-concat",
            "mapping/13-tokenizers",
            "mapping/14-analyze",
            "mapping/15-mapping-update",
            "search/01-terms-booleans",
            "search/02-phrases-snippets",
            "search/03-wildcards-regexes",
            "search/04-ranges",
            "search/05-sets-exists-boosts",
            "search/06-escaping-names",
            "search/07-dynamic-json",
            "search/08-dates-ips-bytes",
            "search/09-query-errors",
            "search/10-parse-query",
            "search/11-search-params",
            "search/12-sort-and-page",
            "search/13-multi-index",
            "search/14-time-and-plan",
            "search/15-tags-partitions-splits",
            "search/16-deletes-describe");

    static List<GoldenFile> all() {
        return NAMES.stream().map(GoldenFile::read).toList();
    }

    /// The name by which a step is told from all others: `mapping/01-create-basics:no_version`.
    String nameOf(JsonNode step) {
        return name + ":" + step.path("id").stringValue("");
    }

    /// The steps that have a recorded answer.
    List<JsonNode> recorded() {
        return steps.stream().filter(step -> step.has("recorded")).toList();
    }

    Optional<JsonNode> step(String id) {
        return steps.stream()
                .filter(step -> id.equals(step.path("id").stringValue("")))
                .findFirst();
    }

    private static GoldenFile read(String name) {
        String resource = "/golden/" + name + ".json";
        try (InputStream in = GoldenFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no test resource " + resource);
            }
            JsonNode file = JsonMapper.shared().readTree(in);
            return new GoldenFile(name, list(file, "setup"), list(file, "steps"), list(file, "teardown"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<JsonNode> list(JsonNode file, String part) {
        List<JsonNode> steps = new ArrayList<>();
        file.path(part).forEach(steps::add);
        return List.copyOf(steps);
    }
}
