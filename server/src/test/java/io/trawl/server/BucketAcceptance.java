package io.trawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.testkit.TestSeed;
import io.trawl.testkit.s3.S3TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node whose splits and metastore live in a bucket works as one on its own disk does; and its disk may vanish.
///
/// Each test has a folder of the bucket `logs` to itself.
abstract class BucketAcceptance {
    private static final int DOCS = 3_000;

    @TempDir
    Path folder;

    /// Of the server that holds the bucket; its keys are those of [S3TestServer].
    abstract URI endpoint();

    private Map<String, String> environment(String root) {
        return Map.of(
                "TRAWL_METASTORE_URI",
                "s3://logs/" + root + "/metastore",
                "TRAWL_DEFAULT_INDEX_ROOT_URI",
                "s3://logs/" + root + "/indexes",
                "TRAWL_S3_ENDPOINT",
                endpoint().toString(),
                "TRAWL_S3_FORCE_PATH_STYLE_ACCESS",
                "true",
                "AWS_REGION",
                "us-east-1",
                "AWS_ACCESS_KEY_ID",
                S3TestServer.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY",
                S3TestServer.SECRET_KEY);
    }

    private Path newDisk(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    /// The state of a web server at some time.
    private record Status(long timestamp, int active, int idle, String state) {
        static Status draw(int i, Random random) {
            String[] states = {"up", "down", "unhealthy"};
            return new Status(
                    1_446_249_499_322L + 5_000L * i,
                    random.nextInt(12),
                    random.nextInt(40),
                    states[random.nextInt(10) < 8 ? 0 : 1 + random.nextInt(2)]);
        }

        String json() {
            return ("{\"version\":6,\"nginx_version\":\"1.9.4\",\"address\":\"206.251.255.64\",\"timestamp\":%d,"
                            + "\"connections\":{\"active\":%d,\"idle\":%d},"
                            + "\"upstreams\":{\"trac\":{\"peers\":[{\"id\":0,\"state\":\"%s\"}]}}}\n")
                    .formatted(timestamp, active, idle, state);
        }
    }

    @Test
    void documentsAreFoundWithRightCountsAfterTheDiskIsGone() throws IOException {
        Random random = TestSeed.next("BucketAcceptance").random();
        List<Status> docs = new ArrayList<>();
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < DOCS; i++) {
            docs.add(Status.draw(i, random));
            lines.append(docs.getLast().json());
        }
        Map<String, Predicate<Status>> queries = Map.of(
                "*", doc -> true,
                "connections.active:3", doc -> doc.active == 3,
                "connections.idle:[10 TO 19]", doc -> doc.idle >= 10 && doc.idle <= 19,
                "upstreams.trac.peers.state:unhealthy", doc -> doc.state.equals("unhealthy"),
                "connections.active:>8 AND NOT upstreams.trac.peers.state:up",
                        doc -> doc.active > 8 && !doc.state.equals("up"));
        Map<String, Long> expected = new HashMap<>();
        queries.forEach((query, matches) ->
                expected.put(query, docs.stream().filter(matches).count()));
        Map<String, String> environment = environment("nginx");

        try (RunningNode node = RunningNode.start(newDisk("first"), environment)) {
            RunningNode.Answer created = node.post(
                    "/api/v1/indexes", "{\"version\": \"0.9\", \"index_id\": \"nginx\", \"doc_mapping\": {}}");
            assertThat(created.status()).as(created.text()).isEqualTo(200);
            RunningNode.Answer ingested = node.post("/api/v1/nginx/ingest?commit=force", lines.toString());
            assertThat(ingested.status()).as(ingested.text()).isEqualTo(200);
            assertThat(ingested.json().path("num_ingested_docs").intValue()).isEqualTo(DOCS);
            assertThat(counts(node, queries.keySet())).isEqualTo(expected);
            assertThat(node.terminate()).isZero();
        }

        try (RunningNode node = RunningNode.start(newDisk("second"), environment)) {
            assertThat(counts(node, queries.keySet())).isEqualTo(expected);
            RunningNode.Answer found = node.get("/api/v1/nginx/search?max_hits=1&query="
                    + URLEncoder.encode("timestamp:" + docs.get(DOCS / 2).timestamp, StandardCharsets.UTF_8));
            assertThat(found.json()
                            .path("hits")
                            .path(0)
                            .path("connections")
                            .path("active")
                            .intValue())
                    .isEqualTo(docs.get(DOCS / 2).active);

            assertThat(node.post(
                                    "/api/v1/nginx/ingest?commit=force",
                                    docs.getFirst().json())
                            .status())
                    .as("and it goes on")
                    .isEqualTo(200);
            assertThat(counts(node, List.of("*"))).containsEntry("*", DOCS + 1L);
            assertThat(node.call("DELETE", "/api/v1/indexes/nginx", "", "").status())
                    .isEqualTo(200);
            assertThat(node.get("/api/v1/nginx/search?query=*").status()).isEqualTo(404);
        }
    }

    @Test
    @Tag("long")
    void acknowledgedDocumentsSurviveKills() throws IOException, InterruptedException {
        new KillLoop(newDisk("killed"), environment("kills"), "kill-nine").run(10);
    }

    private static Map<String, Long> counts(RunningNode node, Iterable<String> queries) {
        Map<String, Long> counts = new HashMap<>();
        for (String query : queries) {
            counts.put(query, NumberedDocs.count(node, "nginx", query));
        }
        return counts;
    }
}
