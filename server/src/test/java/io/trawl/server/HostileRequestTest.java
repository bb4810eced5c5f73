package io.trawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.server.RunningNode.Answer;
import io.trawl.testkit.TestSeed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is sent where queries and JSON are taken, the answer is a clear one and the node goes on.
class HostileRequestTest {
    private static final List<String> PATHS = List.of(
            "/api/v1/logs/search",
            "/api/v1/logs/search-plan",
            "/api/v1/logs/search/stream",
            "/api/v1/parse-query",
            "/api/v1/analyze");

    @TempDir
    static Path folder;

    static RunningNode node;

    @BeforeAll
    static void start() throws IOException {
        node = RunningNode.start(Files.createDirectories(folder.resolve("data")));
        assertThat(node.post("/api/v1/indexes", """
                {"version": "0.9", "index_id": "logs", "doc_mapping": {"field_mappings": [
                  {"name": "host", "type": "text", "tokenizer": "raw", "fast": true},
                  {"name": "n", "type": "u64", "fast": true}]},
                 "search_settings": {"default_search_fields": ["host"]}}""").status()).isEqualTo(200);
        assertThat(node.post("/api/v1/logs/ingest?commit=force", "{\"host\": \"a\", \"n\": 1}\n")
                        .status())
                .isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        try {
            assertThat(node.get("/api/v1/logs/search?query=a")
                            .json()
                            .path("num_hits")
                            .intValue())
                    .isEqualTo(1);
            assertThat(node.log()).doesNotContain("StackOverflow", "OutOfMemory", "failed unexpectedly");
        } finally {
            node.close();
        }
    }

    private static void assertAnswered(String path, byte[] body) {
        Answer answer = node.call("POST", path, "application/json", body);
        assertThat(answer.status())
                .as(path + " " + new String(body, 0, Math.min(200, body.length), StandardCharsets.UTF_8) + " → "
                        + answer.text())
                .isIn(200, 400, 404, 413);
        assertThat(answer.text()).hasSizeLessThan(20_000_000);
    }

    @Test
    void randomBytes() {
        Random random = TestSeed.next("HostileRequestTest").random();
        for (int round = 0; round < 100; round++) {
            for (String path : PATHS) {
                byte[] bytes = new byte[random.nextInt(200)];
                random.nextBytes(bytes);
                assertAnswered(path, bytes);
            }
        }
    }

    @Test
    void jsonThatNestsDeeply() {
        List<String> bodies = new ArrayList<>();
        for (int depth : new int[] {150, 100_000}) {
            String open = "[".repeat(depth);
            String close = "]".repeat(depth);
            bodies.add("{\"query\": " + open + close + "}");
            bodies.add("{\"query\": \"a\", \"aggs\": " + "{\"a\":".repeat(depth) + "1" + "}".repeat(depth) + "}");
            bodies.add("{\"query\": \"" + "(".repeat(depth) + "a" + ")".repeat(depth) + "\"}");
            bodies.add("{\"query\": \"a\", \"fast_field\": \"n\", \"output_format\": \"csv\", \"x\": " + open + close
                    + "}");
            bodies.add(open);
            bodies.add("{\"type\": \"simple\", \"text\": " + open + close + "}");
        }
        List<String> paths = new ArrayList<>(PATHS);
        paths.addAll(List.of("/api/v1/indexes", "/api/v1/templates", "/api/v1/logs/ingest"));
        for (String body : bodies) {
            for (String path : paths) {
                assertAnswered(path, body.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void queriesOfAMegabyte() {
        for (String piece :
                List.of("(", "a ", "host:a OR ", "host:IN [a b] ", "\\\"a\\\" ", "a* ", "NOT ", "host:/a/ ")) {
            String query = piece.repeat(1_000_000 / piece.length());
            String stream = ", \"fast_field\": \"n\", \"output_format\": \"csv\"";
            for (String path : PATHS.subList(0, 4)) {
                String more = path.endsWith("stream") ? stream : "";
                assertAnswered(path, ("{\"query\": \"" + query + "\"" + more + "}").getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void setsOfHundredThousandTerms() {
        StringBuilder set = new StringBuilder("{\"query\": \"host:IN [");
        for (int i = 0; i < 100_000; i++) {
            set.append('t').append(i).append(' ');
        }
        Answer answer = node.post("/api/v1/logs/search", set.append("a]\"}").toString());

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("num_hits").intValue()).isEqualTo(1);
    }

    @Test
    void ngramsOfAnySizeOverAMegabyte() {
        String text = "x".repeat(1_000_000);
        for (int[] size :
                new int[][] {{1, 1}, {1, 1_000}, {500_000, 1_000_000}, {1, Integer.MAX_VALUE}, {0, 0}, {5, 2}}) {
            assertAnswered(
                    "/api/v1/analyze",
                    ("{\"type\": \"ngram\", \"min_gram\": " + size[0] + ", \"max_gram\": " + size[1] + ", \"text\": \""
                                    + text + "\"}")
                            .getBytes(StandardCharsets.UTF_8));
        }
    }
}
