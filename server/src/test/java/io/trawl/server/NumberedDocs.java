package io.trawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/// Documents that are nothing but a number and a text with it, so that lost and doubled ones have a name.
final class NumberedDocs {
    /// As many as one answer may hold.
    private static final int PAGE = 10_000;
    /// Leaves room in a page for documents that should not be there.
    private static final long STEP = 9_000;

    private NumberedDocs() {}

    static void createIndex(RunningNode node, String indexId) {
        RunningNode.Answer answer = node.post("/api/v1/indexes", """
                {"version": "0.9", "index_id": "%s",
                 "doc_mapping": {"mode": "strict", "field_mappings": [
                    {"name": "number", "type": "u64", "fast": true},
                    {"name": "text", "type": "text"}]},
                 "indexing_settings": {"commit_timeout_secs": 1}}
                """.formatted(indexId));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    /// The next numbers, one after the other.
    static List<Long> draw(AtomicInteger next, int count) {
        long first = next.getAndAdd(count);
        List<Long> numbers = new ArrayList<>(count);
        for (long number = first; number < first + count; number++) {
            numbers.add(number);
        }
        return numbers;
    }

    /// @param commit as the API names it
    static RunningNode.Answer ingest(RunningNode node, String indexId, List<Long> numbers, String commit) {
        StringBuilder body = new StringBuilder();
        for (long number : numbers) {
            body.append("{\"number\":")
                    .append(number)
                    .append(",\"text\":\"line ")
                    .append(number)
                    .append("\"}\n");
        }
        return node.post("/api/v1/" + indexId + "/ingest?commit=" + commit, body.toString());
    }

    static RunningNode.Answer search(RunningNode node, String indexId, String query, int hits) {
        return node.get("/api/v1/" + indexId + "/search?max_hits=" + hits + "&query="
                + URLEncoder.encode(query, StandardCharsets.UTF_8));
    }

    /// @return -1 if the node does not answer well
    static long count(RunningNode node, String indexId, String query) {
        RunningNode.Answer answer = search(node, indexId, query, 0);
        return answer.status() == 200 ? answer.json().path("num_hits").longValue() : -1;
    }

    static String between(long from, long to) {
        return "number:[" + from + " TO " + to + "]";
    }

    /// Reads all documents and compares.
    static void check(RunningNode node, String indexId, Set<Long> acknowledged, Set<Long> sent) {
        TreeMap<Long, Integer> found = findAll(node, indexId);
        assertThat(without(acknowledged, found.keySet())).as("lost").isEmpty();
        assertThat(found.values()).as("doubled").allMatch(times -> times == 1);
        assertThat(without(found.keySet(), sent)).as("from nowhere").isEmpty();
    }

    /// How often each number is there.
    private static TreeMap<Long, Integer> findAll(RunningNode node, String indexId) {
        TreeMap<Long, Integer> found = new TreeMap<>();
        long hits = count(node, indexId, "*");
        int windows = 0;
        for (long from = 0; found.values().stream().mapToInt(Integer::intValue).sum() < hits; from += STEP) {
            assertThat(windows++).as("windows searched").isLessThan(10_000);
            RunningNode.Answer answer = search(node, indexId, between(from, from + STEP - 1), PAGE);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            for (JsonNode hit : answer.json().path("hits")) {
                found.merge(hit.path("number").longValue(), 1, Integer::sum);
            }
        }
        return found;
    }

    /// As sets know it: an assertion on a collection compares each with each, 10¹¹ times after 200 kills.
    private static Set<Long> without(Set<Long> numbers, Set<Long> others) {
        Set<Long> rest = new TreeSet<>(numbers);
        rest.removeIf(others::contains);
        return rest;
    }
}
