package io.trawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.server.RunningNode.Answer;
import io.trawl.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `POST /api/v1/analyze` from outside.
class AnalyzeTest {
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
    @Proves({"TOK-19", "B1-17"})
    void tokensComeWithTheirPlacesInBytes() {
        Answer answer = analyze("{\"type\": \"simple\", \"filters\": [\"lower_caser\"], \"text\": \"ÇA, va\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().toString())
                .isEqualTo("[{\"offset_from\":0,\"offset_to\":3,\"position\":0,\"text\":\"ça\",\"position_length\":1},"
                        + "{\"offset_from\":5,\"offset_to\":7,\"position\":1,\"text\":\"va\",\"position_length\":1}]");
    }

    @Test
    void everyKindOfTokenizerIsTaken() {
        assertThat(
                        texts(
                                "{\"type\": \"ngram\", \"min_gram\": 2, \"max_gram\": 3, \"prefix_only\": true, \"text\": \"abcd\"}"))
                .containsExactly("ab", "abc");
        assertThat(texts("{\"type\": \"regex\", \"pattern\": \"[a-z]+\", \"text\": \"a1bc\"}"))
                .containsExactly("a", "bc");
        assertThat(texts("{\"type\": \"source_code\", \"filters\": null, \"text\": \"getHTTP2\"}"))
                .containsExactly("get", "HTTP", "2");
    }

    @Test
    @Proves({"TOK-19", "B1-17"})
    void wrongRequestsGetAClearAnswer() {
        assertRefused(
                "{\"type\": \"default\", \"text\": \"Hello\"}", "unknown variant `default`, expected one of `ngram`");
        assertRefused("{\"text\": \"Hello\"}", "missing field `type`");
        assertRefused("{\"type\": \"simple\"}", "missing field `text`");
        assertRefused("{\"type\": \"ngram\", \"min_gram\": 1, \"text\": \"a\"}", "missing field `max_gram`");
        assertRefused("{\"type\": \"ngram\", \"min_gram\": 3, \"max_gram\": 2, \"text\": \"a\"}", "min_gram");
        assertRefused("{\"type\": \"regex\", \"pattern\": \"(\", \"text\": \"a\"}", "regex");
        assertRefused("{\"type\": \"simple\", \"filters\": [\"stemmer\"], \"text\": \"a\"}", "`stemmer`");
        assertRefused("{\"type\": \"simple\", \"colour\": 1, \"text\": \"a\"}", "`colour`");
        assertRefused("[]", "sequence");
        assertThat(node.get("/api/v1/analyze").status()).isEqualTo(405);
    }

    @Test
    void anySettingsOverALargeTextTakeBoundedWork() {
        String text = "a".repeat(1_000_000);
        assertRefused(
                "{\"type\": \"ngram\", \"min_gram\": 1, \"max_gram\": 1000000000, \"text\": \"" + text + "\"}",
                "more than");
        assertRefused("{\"type\": \"regex\", \"pattern\": \"(a?){900}b\", \"text\": \"" + text + "\"}", "more than");
        assertRefused(
                "{\"type\": \"regex\", \"pattern\": \"" + "(".repeat(500_000) + "\", \"text\": \"a\"}", "more than");
    }

    private static Answer analyze(String body) {
        return node.post("/api/v1/analyze", body);
    }

    private static List<String> texts(String body) {
        return analyze(body)
                .json()
                .valueStream()
                .map(token -> token.path("text").asString())
                .toList();
    }

    private static void assertRefused(String body, String part) {
        Answer answer = analyze(body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.json().path("message").asString()).contains(part);
    }
}
