package io.trawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.server.RunningNode.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `explain` and `profile` of the search API.
class ExplainApiTest {
    @TempDir
    static Path folder;

    static RunningNode node;

    @BeforeAll
    static void startWithTwoSplits() throws IOException {
        node = RunningNode.start(Files.createDirectories(folder.resolve("data")));
        Answer created = node.post("/api/v1/indexes", """
                {"version": "0.9", "index_id": "logs", "doc_mapping": {
                  "mode": "dynamic", "timestamp_field": "ts", "tag_fields": ["tenant"], "field_mappings": [
                    {"name": "ts", "type": "datetime", "fast": true},
                    {"name": "tenant", "type": "text", "tokenizer": "raw"},
                    {"name": "body", "type": "text", "record": "position"}]},
                 "search_settings": {"default_search_fields": ["body"]}}""");
        assertThat(created.status()).as(created.text()).isEqualTo(200);
        ingest("{\"ts\": 1709251260, \"tenant\": \"a\", \"body\": \"disk full\"}");
        ingest("{\"ts\": 1709351260, \"tenant\": \"b\", \"body\": \"disk slow\"}");
    }

    private static void ingest(String line) {
        assertThat(node.post("/api/v1/logs/ingest?commit=force", line).status()).isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void explainBoundsTheSearchAndNamesWhatIsPruned() {
        String query = "query=disk%20AND%20tenant:a&end_timestamp=1709300000";
        Answer explained = node.get("/api/v1/logs/search?explain=true&" + query);
        Answer searched = node.get("/api/v1/logs/search?" + query);

        assertThat(explained.status()).as(explained.text()).isEqualTo(200);
        JsonNode json = explained.json();
        assertThat(json.at("/splits/kept").intValue()).isEqualTo(1);
        assertThat(json.at("/splits/pruned").intValue()).isEqualTo(1);
        assertThat(json.at("/pruned/0/reason").stringValue()).contains("time range");
        assertThat(json.at("/kept/0/outcome").stringValue()).isEqualTo("is searched");
        assertThat(json.has("hits")).isFalse();
        assertThat(searched.json().path("num_hits").intValue()).isEqualTo(1);
        assertThat(json.at("/at_most/requests").longValue()).isPositive();
    }

    @Test
    void explainWithTheDictionaryTellsWhatIsAbsent() {
        JsonNode json = node.post("/api/v1/logs/search?explain=dictionary", "{\"query\": \"body:nowhere\"}")
                .json();

        assertThat(json.at("/splits/kept").intValue()).isEqualTo(2);
        assertThat(json.at("/kept/0/outcome").stringValue()).isEqualTo("a required term is absent");
        assertThat(json.at("/estimate/requests").intValue()).isZero();
    }

    @Test
    void profileTellsThePhasesOfEachSplit() {
        JsonNode profiled =
                node.get("/api/v1/logs/search?query=disk&profile=true").json();
        JsonNode plain = node.get("/api/v1/logs/search?query=disk").json();

        assertThat(plain.has("profile")).isFalse();
        assertThat(profiled.path("num_hits").intValue()).isEqualTo(2);
        assertThat(profiled.path("profile")
                        .valueStream()
                        .map(phase -> phase.path("phase").stringValue()))
                .contains("open", "first_wave", "compute", "fetch");
        assertThat(profiled.path("profile").valueStream())
                .allSatisfy(phase -> assertThat(phase.propertyNames())
                        .containsExactlyInAnyOrder(
                                "split_id",
                                "phase",
                                "elapsed_micros",
                                "waves",
                                "requests",
                                "bytes",
                                "cached_bytes",
                                "misses",
                                "cpu_micros"));
    }

    @Test
    void anUnknownDepthIsRefused() {
        Answer refused = node.get("/api/v1/logs/search?query=disk&explain=deeply");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("message").stringValue())
                .contains("deeply")
                .contains("dictionary");
    }
}
