package io.trawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.server.RunningNode.Answer;
import io.trawl.testkit.Proves;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A node from outside: everything through REST, as a user's program sees it.
class RestApiTest {
    @TempDir
    static Path folder;

    static RunningNode node;

    @BeforeAll
    static void start() throws IOException {
        node = RunningNode.start(Files.createDirectories(folder.resolve("data")));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static final String FIELDS = """
            "field_mappings": [
              {"name": "ts", "type": "datetime", "fast": true, "input_formats": ["unix_timestamp", "rfc3339"]},
              {"name": "level", "type": "text", "tokenizer": "raw", "fast": true},
              {"name": "size", "type": "i64", "fast": true},
              {"name": "ok", "type": "bool", "fast": true},
              {"name": "ip", "type": "ip", "fast": true},
              {"name": "body", "type": "text", "record": "position"}]
            """;

    private static void createIndex(String id, String mode) {
        Answer created = node.post(
                "/api/v1/indexes",
                "{\"version\": \"0.9\", \"index_id\": \"" + id + "\", \"doc_mapping\": {\"mode\": \"" + mode
                        + "\", \"timestamp_field\": \"ts\", " + FIELDS
                        + "}, \"search_settings\": {\"default_search_fields\": [\"body\"]}}");
        assertThat(created.status()).as(created.text()).isEqualTo(200);
    }

    private static Answer ingest(String id, String... lines) {
        return node.post(
                "/api/v1/" + id + "/ingest?commit=force&detailed_response=true", String.join("\n", lines) + "\n");
    }

    private static Answer search(String id, String query) {
        Answer answer = node.get("/api/v1/" + id + "/search?query=" + encode(query));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer;
    }

    private static String encode(String text) {
        return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static List<Long> sizes(Answer answer) {
        List<Long> sizes = new ArrayList<>();
        answer.json().path("hits").forEach(hit -> sizes.add(hit.path("size").asLong(0)));
        return sizes;
    }

    @Test
    @Proves("ARC-07")
    void anIndexIsMadeListedDescribedClearedAndDeleted() {
        createIndex("life", "lenient");
        assertThat(node.get("/api/v1/indexes/life")
                        .json()
                        .path("index_config")
                        .path("index_id")
                        .stringValue())
                .isEqualTo("life");
        assertThat(node.get("/api/v1/indexes?index_id_patterns=li*").json()).hasSize(1);

        ingest("life", "{\"ts\": 1767225600, \"size\": 1}", "{\"ts\": 1767225660, \"size\": 2}");
        JsonNode description = node.get("/api/v1/indexes/life/describe").json();
        assertThat(description.path("num_published_docs").intValue()).isEqualTo(2);
        assertThat(description.path("min_timestamp").longValue()).isEqualTo(1767225600);
        assertThat(description.path("max_timestamp").longValue()).isEqualTo(1767225660);
        JsonNode splits =
                node.get("/api/v1/indexes/life/splits?split_states=Published").json();
        assertThat(splits.path("size").intValue()).isEqualTo(1);
        String splitId = splits.path("splits").get(0).path("split_id").stringValue();
        JsonNode files = node.get("/api/v1/indexes/life/splits/" + splitId)
                .json()
                .path("file")
                .path("files");
        assertThat(files.size()).isGreaterThan(3);

        assertThat(node.call("PUT", "/api/v1/indexes/life/clear", "application/json", "")
                        .text()
                        .strip())
                .isEqualTo("null");
        assertThat(search("life", "*").json().path("num_hits").intValue()).isZero();
        assertThat(node.call("DELETE", "/api/v1/indexes/life?dry_run=true", "", "")
                        .json())
                .hasSize(1);
        assertThat(node.call("DELETE", "/api/v1/indexes/life", "", "").status()).isEqualTo(200);
        assertThat(node.get("/api/v1/indexes/life").status()).isEqualTo(404);
    }

    @Test
    void anIndexConfigMayBeYaml() {
        Answer created = node.call(
                "POST",
                "/api/v1/indexes",
                "application/yaml",
                "version: 0.9\nindex_id: from-yaml\ndoc_mapping:\n  mode: dynamic\n");

        assertThat(created.status()).as(created.text()).isEqualTo(200);
        assertThat(created.json().path("index_config").path("version").stringValue())
                .isEqualTo("0.9");
    }

    @Test
    void theQueryLanguageFindsWhatItSays() {
        createIndex("words", "lenient");
        ingest(
                "words",
                "{\"ts\": 1767225600, \"level\": \"INFO\", \"size\": 1, \"ok\": true, \"ip\": \"10.0.0.1\", \"body\": \"connection from client closed\"}",
                "{\"ts\": 1767225700, \"level\": \"WARN\", \"size\": 2, \"ok\": false, \"ip\": \"10.0.0.2\", \"body\": \"connection refused\"}",
                "{\"ts\": 1767225800, \"level\": \"ERROR\", \"size\": 3, \"ok\": true, \"body\": \"closed the connection\"}",
                "{\"ts\": 1767225900, \"level\": \"ERROR\", \"size\": -4, \"body\": \"Disk full\"}");

        assertThat(sizes(search("words", "connection"))).containsExactlyInAnyOrder(1L, 2L, 3L);
        assertThat(sizes(search("words", "connection AND closed"))).containsExactlyInAnyOrder(1L, 3L);
        assertThat(sizes(search("words", "connection closed"))).containsExactlyInAnyOrder(1L, 3L);
        assertThat(sizes(search("words", "\"the connection\""))).containsExactly(3L);
        assertThat(sizes(search("words", "refused OR full"))).containsExactlyInAnyOrder(2L, -4L);
        assertThat(sizes(search("words", "connection AND NOT (refused OR level:ERROR)")))
                .containsExactly(1L);
        assertThat(sizes(search("words", "conn*"))).containsExactlyInAnyOrder(1L, 2L, 3L);
        assertThat(sizes(search("words", "level:ERROR"))).containsExactlyInAnyOrder(3L, -4L);
        assertThat(sizes(search("words", "size:[2 TO 3]"))).containsExactlyInAnyOrder(2L, 3L);
        assertThat(sizes(search("words", "size:<2"))).containsExactlyInAnyOrder(1L, -4L);
        assertThat(sizes(search("words", "ok:true"))).containsExactlyInAnyOrder(1L, 3L);
        assertThat(sizes(search("words", "ip:10.0.0.2"))).containsExactly(2L);
        assertThat(sizes(search("words", "ip:*"))).containsExactlyInAnyOrder(1L, 2L);
        assertThat(sizes(search("words", "disk"))).containsExactly(-4L);
        assertThat(sizes(search("words", "ts:[2026-01-01T00:01:00Z TO 2026-01-01T00:03:00Z]")))
                .containsExactly(2L);
    }

    @Test
    void hitsAreSortedPagedAndCountedExactly() {
        createIndex("pages", "lenient");
        // Three splits, so that merging is part of it.
        ingest("pages", "{\"ts\": 1767225600, \"size\": 5}", "{\"ts\": 1767225601, \"size\": 3}");
        ingest("pages", "{\"ts\": 1767225602, \"size\": 4}", "{\"ts\": 1767225603}");
        ingest("pages", "{\"ts\": 1767225604, \"size\": 1}", "{\"ts\": 1767225605, \"size\": 2}");

        Answer newest = node.get("/api/v1/pages/search?query=*&sort_by=ts&max_hits=2&start_offset=1");
        assertThat(newest.json().path("num_hits").intValue()).isEqualTo(6);
        assertThat(sizes(newest)).containsExactly(1L, 0L);
        assertThat(sizes(node.get("/api/v1/pages/search?query=*&sort_by=-size")))
                .containsExactly(1L, 2L, 3L, 4L, 5L, 0L);
        assertThat(sizes(node.get("/api/v1/pages/search?query=*&sort_by=size")))
                .containsExactly(5L, 4L, 3L, 2L, 1L, 0L);
        Answer window =
                node.get("/api/v1/pages/search?query=*&start_timestamp=1767225602&end_timestamp=1767225604&sort_by=ts");
        assertThat(window.json().path("num_hits").intValue()).isEqualTo(2);
        assertThat(window.header("X-Trawl-Splits")).contains("\"pruned_by_time\":2");
    }

    @Test
    void aggregationsAddUpOverSplits() {
        createIndex("sums", "lenient");
        ingest(
                "sums",
                "{\"ts\": 1767225600, \"level\": \"a\", \"size\": 1}",
                "{\"ts\": 1767225630, \"level\": \"b\", \"size\": 2}");
        ingest("sums", "{\"ts\": 1767225660, \"level\": \"a\", \"size\": 3}");

        Answer answer = node.post("/api/v1/sums/search", """
                {"query": "*", "max_hits": 0, "aggs": {
                  "levels": {"terms": {"field": "level"}, "aggs": {"s": {"stats": {"field": "size"}}}},
                  "minutes": {"date_histogram": {"field": "ts", "fixed_interval": "1m"},
                              "aggs": {"mean": {"avg": {"field": "size"}}}}}}
                """);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        JsonNode levels = answer.json().path("aggregations").path("levels").path("buckets");
        assertThat(levels.get(0).path("key").stringValue()).isEqualTo("a");
        assertThat(levels.get(0).path("doc_count").intValue()).isEqualTo(2);
        assertThat(levels.get(0).path("s").path("sum").doubleValue()).isEqualTo(4.0);
        JsonNode minutes = answer.json().path("aggregations").path("minutes").path("buckets");
        assertThat(minutes).hasSize(2);
        assertThat(minutes.get(0).path("key_as_string").stringValue()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(minutes.get(0).path("mean").path("value").doubleValue()).isEqualTo(1.5);
    }

    @Test
    @Proves({"ING-01", "ING-06", "ING-23"})
    void badDocumentsAreNamedAndTheGoodOnesAroundThemIndexed() throws IOException {
        createIndex("bad-documents", "strict");
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write("{\"ts\": 1767225600, \"size\": 1}\n".getBytes(StandardCharsets.UTF_8));
        body.write("not json\n[1]\n".getBytes(StandardCharsets.UTF_8));
        body.write(new byte[] {'{', '"', 's', '"', ':', '"', (byte) 0xff, '"', '}', '\n'});
        body.write("{\"ts\": 1767225600, \"size\": \"x\"}\n".getBytes(StandardCharsets.UTF_8));
        body.write("{\"size\": 1}\n".getBytes(StandardCharsets.UTF_8));
        body.write("{\"ts\": \"soon\", \"size\": 1}\n".getBytes(StandardCharsets.UTF_8));
        body.write("{\"ts\": 1767225600, \"colour\": \"red\"}\n".getBytes(StandardCharsets.UTF_8));
        body.write(("{\"ts\": 1767225600, \"body\": \"" + "x".repeat(9_000_000) + "\"}\n")
                .getBytes(StandardCharsets.UTF_8));
        body.write("{\"ts\": 1767225601, \"size\": 2}\n".getBytes(StandardCharsets.UTF_8));

        Answer answer = node.call(
                "POST",
                "/api/v1/bad-documents/ingest?commit=force&detailed_response=true",
                "application/json",
                body.toByteArray());

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("num_ingested_docs").intValue()).isEqualTo(2);
        assertThat(answer.json().path("num_rejected_docs").intValue()).isEqualTo(8);
        List<String> reasons = new ArrayList<>();
        answer.json()
                .path("parse_failures")
                .forEach(failure -> reasons.add(failure.path("reason").stringValue()));
        assertThat(reasons)
                .containsExactly(
                        "invalid_json",
                        "invalid_json",
                        "invalid_json",
                        "invalid_schema",
                        "invalid_schema",
                        "invalid_schema",
                        "invalid_schema",
                        "document_too_large");
        assertThat(sizes(search("bad-documents", "*"))).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    @Proves({"ING-08", "NOD-70", "RST-01"})
    void wrongRequestsGetAClearAnswer() {
        createIndex("strictness", "lenient");

        assertMessage(node.get("/nowhere"), 404, "Route not found");
        assertMessage(node.call("DELETE", "/api/v1/strictness/search", "", ""), 405, "HTTP method not allowed");
        assertMessage(node.get("/api/v1/strictness/search?query=a&colour=red"), 400, "colour");
        assertMessage(node.get("/api/v1/strictness/search?max_hits=1"), 400, "query");
        assertMessage(node.post("/api/v1/strictness/search", "{\"query\": \"a\", \"size\": 1}"), 400, "`size`");
        assertMessage(node.post("/api/v1/strictness/search", "{\"query\": "), 400, "deserialize");
        assertMessage(node.get("/api/v1/strictness/search?query=" + encode("a AND")), 400, "a AND");
        assertMessage(node.get("/api/v1/strictness/search?query=" + encode("nope:1")), 400, "nope");
        assertMessage(node.get("/api/v1/strictness/search?query=a&max_hits=10001"), 400, "10_000");
        assertMessage(node.get("/api/v1/strictness/search?query=a&sort_by=body"), 400, "body");
        assertMessage(node.get("/api/v1/no-such-index/search?query=a"), 404, "no-such-index");
        assertMessage(node.post("/api/v1/no-such-index/ingest", "{}"), 404, "no-such-index");
        assertMessage(node.post("/api/v1/strictness/ingest?commit=soon", "{}"), 400, "soon");
        assertMessage(node.call("POST", "/api/v1/indexes", "text/csv", "a,b"), 415, "content-type");
        assertMessage(node.post("/api/v1/indexes", "{\"version\": \"0.9\""), 400, "invalid config");
        assertMessage(
                node.post(
                        "/api/v1/indexes", "{\"version\": \"0.9\", \"index_id\": \"strictness\", \"doc_mapping\": {}}"),
                400,
                "already exist");
        for (String id : List.of("../../etc", "a/b", "..", "x")) {
            assertMessage(
                    node.post(
                            "/api/v1/indexes",
                            "{\"version\": \"0.9\", \"index_id\": \"" + id + "\", \"doc_mapping\": {}}"),
                    400,
                    "is invalid");
        }
        Answer tooLarge = node.post("/api/v1/strictness/ingest", "x".repeat(11 << 20));
        assertMessage(tooLarge, 413, "limit");
    }

    private static void assertMessage(Answer answer, int status, String part) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.json().path("message").stringValue()).contains(part);
    }

    @Test
    @Proves({"RST-04", "RST-05"})
    void theNodeTellsOfItself() {
        assertThat(node.get("/health/livez").text()).isEqualTo("true");
        assertThat(node.get("/api/v1/version").json().path("build").has("version"))
                .isTrue();
        assertThat(node.get("/api/v1/cluster").json().path("ready_nodes")).hasSize(1);
        assertThat(node.get("/metrics").text()).contains("trawl_http_requests_total");
        assertThat(node.get("/api/v1/version?format=json").text()).doesNotContain("\n  ");
    }
}
