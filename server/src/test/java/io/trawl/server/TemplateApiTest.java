package io.trawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.Threads;
import io.trawl.server.RunningNode.Answer;
import io.trawl.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Index templates from outside, and the indexes that are made from them because documents came.
class TemplateApiTest {
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

    @Test
    @Proves("TPL-02")
    void aTemplateIsMadeReadListedReplacedAndDeleted() {
        Answer created = create("life", "life-*", 3, "strict");
        assertThat(created.json().path("template_id").stringValue()).isEqualTo("life");
        assertThat(created.json().path("priority").intValue()).isEqualTo(3);
        assertThat(created.json().path("index_root_uri").isNull()).isTrue();
        assertThat(node.get("/api/v1/templates/life").json()).isEqualTo(created.json());
        assertThat(templateIds()).contains("life");

        Answer put = node.call(
                "PUT",
                "/api/v1/templates/life",
                "application/yaml",
                "version: 0.9\nindex_id_patterns: [other-*]\ndescription: changed\ndoc_mapping: {}\n");

        assertThat(put.status()).as(put.text()).isEqualTo(200);
        assertThat(put.json().path("template_id").stringValue()).isEqualTo("life");
        assertThat(put.json().path("description").stringValue()).isEqualTo("changed");
        assertThat(mappingUid(put)).isNotEqualTo(mappingUid(created));
        assertThat(node.get("/api/v1/templates/life").json()).isEqualTo(put.json());
        Answer same = node.call("PUT", "/api/v1/templates/life", "application/json", put.text());
        assertThat(mappingUid(same)).isNotEqualTo(mappingUid(put));
        Answer deleted = node.call("DELETE", "/api/v1/templates/life", "", "");
        assertThat(deleted.text().strip()).isEqualTo("null");
        assertThat(templateIds()).doesNotContain("life");
    }

    @Test
    void wrongTemplatesGetAClearAnswer() {
        create("taken", "taken-*", 0, "strict");

        assertMessage(
                node.post("/api/v1/templates", template("taken", "taken-*", 0, "strict")),
                400,
                "index template `taken` already exist(s)");
        assertMessage(node.get("/api/v1/templates/nothing"), 404, "index template `nothing` not found");
        assertMessage(
                node.call("DELETE", "/api/v1/templates/nothing", "", ""), 404, "index template `nothing` not found");
        assertMessage(
                node.post(
                        "/api/v1/templates",
                        "{\"version\": \"0.9\", \"template_id\": \"ttt\", \"index_id_patterns\": [], \"doc_mapping\":"
                                + " {}}"),
                400,
                "invalid argument: invalid index template: `index_id_patterns` must not be empty");
        assertMessage(
                node.post("/api/v1/templates", template("ttt", "a b", 0, "strict")),
                400,
                "invalid argument: invalid index template: index ID pattern `a b` is invalid");
        assertMessage(
                node.call(
                        "PUT",
                        "/api/v1/templates/taken",
                        "application/json",
                        template("another", "taken-*", 0, "strict")),
                400,
                "index template ID `taken` of the path does not match `template_id` `another` of the body");
        assertMessage(
                node.post("/api/v1/templates", "{\"version\": \"0.9\", \"colour\": 1}"),
                400,
                "invalid config: failed to parse JSON file: missing field `template_id`");
        assertMessage(node.call("POST", "/api/v1/templates", "text/csv", "a,b"), 415, "content-type");
        assertThat(templateIds()).doesNotContain("ttt", "another");
    }

    @Test
    @Proves({"TPL-03", "TPL-05"})
    void documentsMakeTheIndexOfTheTemplateWithTheHighestPriority() {
        create("auto-low", "auto-*", 1, "strict");
        create("auto-high", "auto-*", 5, "lenient");

        Answer first = ingest("auto-one", "{\"a\": \"hello there\", \"zz\": 1}\n{\"a\": \"bye\"}\n");

        assertThat(first.json().path("num_ingested_docs").intValue())
                .as(first.text())
                .isEqualTo(2);
        assertThat(hits("auto-one", "a:hello")).isEqualTo(1);
        JsonNode index = node.get("/api/v1/indexes/auto-one").json();
        JsonNode config = index.path("index_config");
        assertThat(config.path("doc_mapping").path("mode").stringValue()).isEqualTo("lenient");
        assertThat(config.path("index_uri").stringValue()).endsWith("/indexes/auto-one");
        assertThat(config.path("doc_mapping").path("doc_mapping_uid").stringValue())
                .isNotEqualTo(mappingUid(node.get("/api/v1/templates/auto-high")));
        List<String> sources = new ArrayList<>();
        index.path("sources")
                .forEach(source -> sources.add(source.path("source_id").stringValue()));
        assertThat(sources).containsExactlyInAnyOrder("_ingest-source", "_ingest-cli-source");

        node.call("DELETE", "/api/v1/templates/auto-high", "", "");
        Answer second = ingest("auto-two", "{\"a\": \"hello\"}\n{\"a\": \"bye\", \"zz\": 1}\n");

        assertThat(second.json().path("num_rejected_docs").intValue())
                .as(second.text())
                .isEqualTo(1);
        assertThat(hits("auto-one", "*")).isEqualTo(2);
    }

    @Test
    @Proves("TPL-04")
    void aTemplateMayNameAFolderOfItsOwn() {
        Path root = folder.resolve("elsewhere");
        String body = template("placed", "placed-*", 0, "lenient")
                .replace("\"priority\"", "\"index_root_uri\": \"" + root + "\", \"priority\"");
        assertThat(node.post("/api/v1/templates", body).status()).isEqualTo(200);

        ingest("placed-one", "{\"a\": \"hello\"}\n");

        assertThat(root.resolve("placed-one")).isNotEmptyDirectory();
        assertThat(hits("placed-one", "a:hello")).isEqualTo(1);
    }

    @Test
    @Proves("ING-29")
    void withoutATemplateTheIndexIsNotFound() {
        create("few", "few-*", 0, "lenient");

        assertMessage(node.post("/api/v1/many-one/ingest", "{\"a\": 1}\n"), 404, "index `many-one` not found");
        assertMessage(node.post("/api/v1/few-a%20b/ingest", "{\"a\": 1}\n"), 400, "is invalid");
        assertMessage(node.get("/api/v1/few-one/search?query=a"), 404, "few-one");
    }

    @Test
    void manyAtOnceMakeOneIndex() throws ExecutionException, InterruptedException {
        create("rush", "rush-*", 0, "lenient");
        int senders = 8;
        CountDownLatch ready = new CountDownLatch(senders);
        List<Future<Answer>> answers = new ArrayList<>();
        try (ExecutorService executor = Threads.virtual("senders")) {
            for (int i = 0; i < senders; i++) {
                String line = "{\"a\": \"sender" + i + "\"}\n";
                answers.add(executor.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return ingest("rush-one", line);
                }));
            }
        }

        for (Future<Answer> answer : answers) {
            assertThat(answer.get().status()).as(answer.get().text()).isEqualTo(200);
            assertThat(answer.get().json().path("num_ingested_docs").intValue()).isEqualTo(1);
        }
        assertThat(hits("rush-one", "*")).isEqualTo(senders);
    }

    private static Answer create(String id, String pattern, int priority, String mode) {
        Answer created = node.post("/api/v1/templates", template(id, pattern, priority, mode));
        assertThat(created.status()).as(created.text()).isEqualTo(200);
        return created;
    }

    private static String template(String id, String pattern, int priority, String mode) {
        return "{\"version\": \"0.9\", \"template_id\": \"" + id + "\", \"index_id_patterns\": [\"" + pattern
                + "\"], \"priority\": " + priority + ", \"doc_mapping\": {\"mode\": \"" + mode
                + "\", \"field_mappings\": [{\"name\": \"a\", \"type\": \"text\"}]}}";
    }

    private static Answer ingest(String index, String lines) {
        return node.post("/api/v1/" + index + "/ingest?commit=force&detailed_response=true", lines);
    }

    private static int hits(String index, String query) {
        Answer answer = node.get("/api/v1/" + index + "/search?query=" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().path("num_hits").intValue();
    }

    private static String mappingUid(Answer template) {
        return template.json().path("doc_mapping").path("doc_mapping_uid").stringValue();
    }

    private static List<String> templateIds() {
        List<String> ids = new ArrayList<>();
        node.get("/api/v1/templates")
                .json()
                .forEach(template -> ids.add(template.path("template_id").stringValue()));
        return ids;
    }

    private static void assertMessage(Answer answer, int status, String part) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.json().path("message").stringValue()).contains(part);
    }
}
