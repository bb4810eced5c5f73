package io.trawl.server.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.trawl.server.RunningNode.Answer;
import io.trawl.testkit.Proves;
import io.trawl.testkit.TestSeed;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Requests that nest, repeat or grow beyond measure, and random ones: a clear answer, soon.
class BadInputContractTest extends ContractTest {
    private static final String ALPHABET = "()[]{}\"'\\:^~*?/+-! ANDORTIN<>=.,x1\t\n\u00e9\u4e2d";

    @BeforeAll
    static void indexOneDocument() {
        create("bad-input", "{}", ", 'search_settings': {'default_search_fields': ['x']}");
        ingest("bad-input", "{'id': 1, 'x': 'a'}");
    }

    private static Answer post(String path, String body) {
        return assertTimeoutPreemptively(Duration.ofSeconds(20), () -> node.post(path, body));
    }

    private static void assertAnsweredClearly(String query) {
        String body = "{\"query\": \"" + query.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
        for (String path :
                List.of("/api/v1/bad-input/search", "/api/v1/bad-input/search-plan", "/api/v1/parse-query")) {
            assertThat(post(path, body).status()).as(path).isIn(200, 400);
        }
    }

    @Test
    @Proves("C1-07")
    void queriesThatNestWithoutEndAreRefused() {
        int depth = 10_000;
        for (String query : List.of(
                "(".repeat(depth) + "a" + ")".repeat(depth),
                "(".repeat(depth),
                "NOT ".repeat(depth) + "a",
                "-(".repeat(depth))) {
            assertRefused(
                    post("/api/v1/bad-input/search", "{\"query\": \"" + query + "\"}"), 400, "failed to parse query");
            assertAnsweredClearly(query);
        }
    }

    @Test
    void hugeQueriesAreAnswered() {
        String numbers = IntStream.range(0, 100_000).mapToObj(Integer::toString).collect(Collectors.joining(" "));
        assertThat(post("/api/v1/bad-input/search-plan", "{\"query\": \"id:IN [" + numbers + "]\"}")
                        .status())
                .isEqualTo(200);
        assertAnsweredClearly("x:" + "a".repeat(900_000));
        assertAnsweredClearly("x:/" + "(a+)+".repeat(200) + "$/");
        assertAnsweredClearly("x:" + "*a".repeat(2_000));
        assertThat(post("/api/v1/bad-input/search", "{\"query\": \"" + "a".repeat(1 << 20) + "\"}")
                        .status())
                .isEqualTo(413);
    }

    @Test
    @Proves("B1-02")
    void bodiesThatNestOrRepeatThemselvesAreRefused() {
        String deep = "{\"a\": {\"terms\": {\"field\": \"id\"}, \"aggs\": ".repeat(3_000);
        assertRefused(
                post("/api/v1/bad-input/search", "{\"query\": " + "[".repeat(100_000)),
                400,
                "Request body deserialize error");
        assertRefused(
                post("/api/v1/bad-input/search", "{\"query\": \"*\", \"aggs\": " + deep),
                400,
                "Request body deserialize error");
        assertRefused(
                post("/api/v1/bad-input/search", "{\"query\": \"*\", \"query\": \"a\"}"),
                400,
                "Request body deserialize error");
        assertRefused(
                node.call("POST", "/api/v1/indexes", "application/yaml", "a: " + "[".repeat(20_000)),
                400,
                "invalid config: failed to parse YAML file");
    }

    @Test
    void randomQueriesAreAnsweredClearly() {
        Random random = TestSeed.next("BadInputContractTest").random();
        for (int i = 0; i < 300; i++) {
            StringBuilder query = new StringBuilder();
            for (int length = 1 + random.nextInt(40); length > 0; length--) {
                query.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }

            Answer answer = trySearch("bad-input", query.toString());

            assertThat(answer.status()).as(query + ": " + answer.text()).isIn(200, 400);
        }
    }
}
