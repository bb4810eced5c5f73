package io.trawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.server.RunningNode.Answer;
import io.trawl.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What the search API can do and Quickwit's cannot.
class SearchBeyondApiTest {
    @TempDir
    static Path folder;

    static RunningNode node;

    @BeforeAll
    static void startWithTwoSplits() throws IOException {
        node = RunningNode.start(Files.createDirectories(folder.resolve("data")));
        Answer created = node.post("/api/v1/indexes", """
                {"version": "0.9", "index_id": "hosts", "doc_mapping": {
                  "mode": "dynamic", "timestamp_field": "ts", "field_mappings": [
                    {"name": "ts", "type": "datetime", "fast": true},
                    {"name": "id", "type": "u64", "fast": true},
                    {"name": "rack", "type": "text", "tokenizer": "raw", "fast": true},
                    {"name": "load", "type": "i64", "fast": true},
                    {"name": "slots", "type": "u64"},
                    {"name": "ip", "type": "ip"},
                    {"name": "note", "type": "text"}]},
                 "search_settings": {"default_search_fields": ["note"]}}""");
        assertThat(created.status()).as(created.text()).isEqualTo(200);
        ingest("""
                {"ts": 1709251260, "id": 1, "rack": "b", "load": 7, "slots": 4, "ip": "10.1.0.1", "note": "a disk is slow"}
                {"ts": 1709251320, "id": 2, "rack": "a", "slots": 8, "ip": "10.2.0.1", "note": "disk full, disk full"}
                """);
        ingest("""
                {"ts": 1709251860, "id": 3, "load": 7, "slots": 16, "ip": "192.168.0.1", "note": "one disk, then another disk and still one more disk", "os": {"name": "linux"}}
                {"ts": 1709251861, "id": 4, "rack": "é", "load": -1, "slots": 2, "ip": "2001:db8::1", "note": "fine"}
                """);
    }

    private static void ingest(String lines) {
        assertThat(node.post("/api/v1/hosts/ingest?commit=force", lines).status())
                .isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static List<Integer> ids(String parameters) {
        Answer answer = node.get("/api/v1/hosts/search?" + parameters);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        List<Integer> ids = new ArrayList<>();
        answer.json().path("hits").forEach(hit -> ids.add(hit.path("id").intValue()));
        return ids;
    }

    @Test
    void textsSortAndMissingValuesGoWhereOneWants() {
        assertThat(ids("query=*&sort_by=-rack")).containsExactly(2, 1, 4, 3);
        assertThat(ids("query=*&sort_by=rack")).containsExactly(4, 1, 2, 3);
        assertThat(ids("query=*&sort_by=rack:missing_first")).containsExactly(3, 4, 1, 2);
        assertThat(ids("query=*&sort_by=-load:missing_first,-rack:missing_first,-id"))
                .containsExactly(2, 4, 3, 1);
        assertThat(ids("query=*&sort_by=load,rack:missing_last,ts,id&max_hits=2"))
                .containsExactly(1, 3);
    }

    @Test
    @Proves({"QLA-09", "QLA-20"})
    void rangesAndBlocksWorkOnFieldsThatAreOnlyIndexed() {
        assertThat(ids("query=slots:%5B4%20TO%208%5D&sort_by=-id")).containsExactly(1, 2);
        assertThat(ids("query=ip:10.0.0.0/8&sort_by=-id")).containsExactly(1, 2);
        assertThat(ids("query=ip:IN%20%5B10.1.0.0/16%20%222001:db8::/32%22%5D&sort_by=-id"))
                .containsExactly(1, 4);
        assertThat(ids("query=ip:%5B10.1.0.2%20TO%20192.168.255.255%5D&sort_by=-id"))
                .containsExactly(2, 3);
    }

    @Test
    void snippetsHaveTheSizeCountAndTagsThatOneWants() {
        JsonNode snippets = node.get("/api/v1/hosts/search?query=disk&sort_by=-id&snippet_fields=note&snippet_size=20"
                        + "&snippet_count=2&snippet_pre_tag=%5B&snippet_post_tag=%5D")
                .json()
                .path("snippets");

        assertThat(snippets.get(0).path("note").toString()).isEqualTo("[\"a [disk] is slow\"]");
        assertThat(snippets.get(2).path("note").toString()).isEqualTo("[\"one [disk], then\",\"another [disk] and\"]");
        Answer refused = node.get("/api/v1/hosts/search?query=disk&snippet_fields=note&snippet_size=0");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("snippet_size must be between 1 and 2000, got 0");
    }

    @Test
    void theBodyTellsWhatTheSearchDidIfAsked() {
        JsonNode quiet = node.get("/api/v1/hosts/search?query=disk").json();
        JsonNode told = node.post(
                        "/api/v1/hosts/search",
                        "{\"query\": \"disk\", \"statistics\": true, \"startTimestamp\": 1709251800}")
                .json();

        assertThat(quiet.has("splits") || quiet.has("cost") || quiet.has("zero_hits"))
                .isFalse();
        assertThat(told.path("splits").path("searched").intValue()).isEqualTo(1);
        assertThat(told.path("splits").path("pruned_by_time").intValue()).isEqualTo(1);
        assertThat(told.path("cost").has("storage_requests")).isTrue();
    }

    @Test
    void aSearchWithoutHitsSaysWhy() {
        JsonNode reasons = node.get("/api/v1/hosts/search?query=Disk%20AND%20rak:b&end_timestamp=1709251300"
                        + "&explain_zero_hits=true")
                .json()
                .path("zero_hits");

        assertThat(reasons.path("clauses").get(0).path("num_hits").intValue()).isEqualTo(1);
        assertThat(reasons.path("clauses").get(0).path("tokens").toString())
                .isEqualTo("[{\"token\":\"disk\",\"num_hits\":1}]");
        assertThat(reasons.path("clauses").get(1).path("num_hits").intValue()).isZero();
        assertThat(reasons.path("unknown_fields").toString()).isEqualTo("[{\"field\":\"rak\",\"nearest\":\"rack\"}]");
        JsonNode later = node.get("/api/v1/hosts/search?query=full&end_timestamp=1709251300&explain_zero_hits=true")
                .json()
                .path("zero_hits");
        assertThat(later.path("nearest_time_range").path("start_timestamp").longValue())
                .isEqualTo(1709251320);
        assertThat(later.path("nearest_time_range").path("num_hits").longValue())
                .isEqualTo(1);
        assertThat(node.get("/api/v1/hosts/search?query=disk&explain_zero_hits=true")
                        .json()
                        .has("zero_hits"))
                .isFalse();
    }
}
