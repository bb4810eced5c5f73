package io.trawl.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.server.RunningNode.Answer;
import io.trawl.testkit.Proves;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Requests at the edges of what the search API takes: each is answered rightly, or refused with the value and a
/// remedy.
class SearchEdgesTest {
    private static final String MAPPING = """
            {"version": "0.9", "index_id": "%s", "doc_mapping": {"field_mappings": [
              {"name": "body", "type": "text"}, {"name": "n", "type": "u64", "fast": true}]},
             "search_settings": {"default_search_fields": ["body"]}}""";

    @TempDir
    static Path folder;

    static RunningNode node;

    @BeforeAll
    static void start() throws IOException {
        node = RunningNode.start(Files.createDirectories(folder.resolve("data")));
        fill("edges");
    }

    private static void fill(String id) {
        assertThat(node.post("/api/v1/indexes", MAPPING.formatted(id)).status()).isEqualTo(200);
        // The order of the documents is not the order of their numbers.
        for (String lines : List.of(
                "{\"n\": 3, \"body\": \"red\"}\n{\"n\": 1, \"body\": \"red\"}\n", "{\"n\": 2, \"body\": \"blue\"}\n")) {
            assertThat(node.post("/api/v1/" + id + "/ingest?commit=force", lines)
                            .status())
                    .isEqualTo(200);
        }
    }

    @AfterAll
    static void stop() {
        try {
            assertThat(node.log()).doesNotContain("failed unexpectedly");
        } finally {
            node.close();
        }
    }

    private static List<Integer> numbers(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode hit : answer.json().path("hits")) {
            numbers.add(hit.path("n").intValue());
        }
        return numbers;
    }

    private static void assertRefused(Answer answer, int status, String... parts) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.json().path("message").stringValue()).contains(parts);
    }

    @ParameterizedTest
    @ValueSource(strings = {"n", "+n", "%2Bn", "%20n%20", "%2B%20n", ",n,", "n,%20body:missing_first"})
    @Proves("SCH-09")
    void blanksAroundSortKeysChangeNothing(String keys) {
        if (keys.contains("body")) {
            assertRefused(
                    node.get("/api/v1/edges/search?query=*&sort_by=" + keys),
                    400,
                    "fast property to your field `body`");
            return;
        }
        assertThat(numbers(node.get("/api/v1/edges/search?query=*&sort_by=" + keys)))
                .containsExactly(3, 2, 1);
        assertThat(numbers(node.get("/api/v1/edges/search?query=*&sort_by=-%20n")))
                .containsExactly(1, 2, 3);
    }

    @Test
    void twoSpellingsOfAParameterInOneBodyAreRefused() {
        assertRefused(
                node.post("/api/v1/edges/search", "{\"query\": \"*\", \"sort_by\": \"n\", \"sort_by_field\": \"-n\"}"),
                400,
                "duplicate field `sort_by`",
                "`sort_by_field`");
    }

    @Test
    @Proves({"SCH-16", "SCH-32"})
    void anAnswerThatNoSplitGaveIsAFailureWhateverIsAllowed() throws IOException {
        fill("broken");
        fill("broken-whole");
        List<Path> some = splitFiles("broken");
        assertThat(some).hasSize(2);
        Files.delete(some.getFirst());
        for (Path file : splitFiles("broken-whole")) {
            Files.delete(file);
        }

        Answer part = node.get("/api/v1/broken/search?query=*&allow_failed_splits=true");
        Answer none = node.get("/api/v1/broken-whole/search?query=*&allow_failed_splits=true");

        assertThat(part.status()).as(part.text()).isEqualTo(200);
        assertThat(part.json().path("errors")).hasSize(1);
        assertRefused(none, 500, "search failed for the following splits: ");
    }

    private static List<Path> splitFiles(String id) throws IOException {
        JsonNode config = node.get("/api/v1/indexes/" + id).json().path("index_config");
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(
                Path.of(URI.create(config.path("index_uri").stringValue())), "*.split")) {
            all.forEach(files::add);
        }
        return files;
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/edges/search?query=*, 'GET, POST'",
        "/api/v1/edges/search-plan?query=*, 'GET, POST'",
        "/api/v1/edges/search/stream, 'GET, POST'",
        "/api/v1/parse-query, POST",
        "/api/v1/indexes/edges/clear, PUT",
        "/api/v1/templates, 'GET, POST'",
    })
    void aWrongMethodIsToldTheRightOnes(String path, String methods) {
        Answer answer = node.call("DELETE", path, "", "");

        assertRefused(answer, 405, "HTTP method not allowed: this path takes " + methods + ", not DELETE");
        assertThat(answer.header("Allow")).isEqualTo(methods);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1//search?query=*             | 404 | Route not found",
                "/api/v1/a%2Fb/search?query=*        | 400 | index ID pattern `a/b` is invalid",
                "/api/v1/%2e%2e/search?query=*       | 400 | index ID pattern `..` is invalid",
                "/api/v1/edges%00/search?query=*     | 400 | check the percent-encoding",
                "/api/v1/%ff/search?query=*          | 400 | `%ff` is not UTF-8",
                "/api/v1/%zz/search?query=*          | 400 | check the percent-encoding",
                "/api/v1/edges/search?query=%ff      | 400 | `%ff` is not UTF-8",
                "/api/v1/edges/search?query=\u00ff   | 400 | is not UTF-8",
            })
    void strangePathsAndQueryStringsAreNamed(String path, int status, String message) throws IOException {
        String answer = raw("GET " + path.strip() + " HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("\"message\": \"")
                .contains(message);
    }

    @Test
    void addressesOf64KilobytesAreTakenAndLongerOnesAreToldTheWay() {
        assertThat(numbers(node.get("/api/v1/edges/search?query=red" + "%20".repeat(21_000) + "&sort_by=n")))
                .containsExactly(3, 1);
        assertRefused(node.get("/api/v1/edges/search?query=" + "a".repeat(200_000)), 414, "96", "body of a POST");
    }

    /// Sends bytes as they are.
    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", node.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/edges/search", "/api/v1/edges/search-plan", "/api/v1/parse-query"})
    void halfACharacterIsNoQuery(String path) {
        assertRefused(node.post(path, "{\"query\": \"body:red\\ud800\"}"), 400, "lone surrogate in `body:red?`");
        assertThat(node.post(path, "{\"query\": \"body:red\\ud83d\\ude00\"}").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"query\": NaN}                       | Non-standard token 'NaN' at line 1 column",
                "/*x*/ {\"query\": \"*\"}               | Unexpected character ('/' (code 47)) at line 1 column 1",
                "{\"query\": \"*\", \"query\": \"a\"}   | \"query\" at line 1 column",
            })
    void whatIsNoJsonIsToldWithoutTheReadersInnards(String body, String message) {
        Answer answer = node.post("/api/v1/edges/search", body);

        assertRefused(answer, 400, "Request body deserialize error: ", message);
        assertThat(answer.text()).doesNotContain("Feature", "Constraints");
    }

    @Test
    @Proves("SCH-18")
    void aPlanShowsPatternsAsTheyAreWritten() {
        Answer plan = node.get("/api/v1/edges/search-plan?query=body:/re.*/");

        assertThat(plan.status()).as(plan.text()).isEqualTo(200);
        assertThat(plan.json().path("tantivy_ast").stringValue())
                .contains("/re.*/")
                .doesNotContain("@");
    }

    @Test
    void mistakesInAStreamsBodyAreTheBodys() {
        Answer answer = node.post("/api/v1/edges/search/stream", "{\"query\": \"*\", \"output_format\": \"csv\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("Request body deserialize error: ").contains("`fast_field`");
        assertThat(node.get("/api/v1/edges/search/stream?query=*&fast_field=body&output_format=csv")
                        .text())
                .contains("Field `body` is not a fast field");
        assertThat(node.get("/api/v1/edges/search/stream?query=*&fast_field=other&output_format=csv")
                        .text())
                .contains("type `Json`", "u64, i64 or datetime");
    }
}
