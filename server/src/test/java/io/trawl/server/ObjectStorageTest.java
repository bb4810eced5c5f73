package io.trawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.testkit.TestSeed;
import io.trawl.testkit.s3.S3TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node whose splits and metastore live in a bucket: its own disk may vanish.
class ObjectStorageTest {
    @TempDir
    Path folder;

    @Test
    void whatIsPublishedIsFoundAfterTheDiskIsGone() throws IOException {
        try (S3TestServer bucket =
                S3TestServer.start(TestSeed.next("ObjectStorageTest").value()).createBucket("logs")) {
            Map<String, String> environment = Map.of(
                    "TRAWL_METASTORE_URI", "s3://logs/metastore",
                    "TRAWL_DEFAULT_INDEX_ROOT_URI", "s3://logs/indexes",
                    "TRAWL_S3_ENDPOINT", bucket.endpoint().toString(),
                    "TRAWL_S3_FORCE_PATH_STYLE_ACCESS", "true",
                    "AWS_REGION", "us-east-1",
                    "AWS_ACCESS_KEY_ID", S3TestServer.ACCESS_KEY,
                    "AWS_SECRET_ACCESS_KEY", S3TestServer.SECRET_KEY);
            try (RunningNode node = RunningNode.start(Files.createDirectories(folder.resolve("first")), environment)) {
                assertThat(node.post(
                                        "/api/v1/indexes",
                                        "{\"version\": \"0.9\", \"index_id\": \"far-away\", \"doc_mapping\": {}}")
                                .status())
                        .isEqualTo(200);
                for (int i = 0; i < 3; i++) {
                    assertThat(node.post("/api/v1/far-away/ingest?commit=force", "{\"n\": " + i + "}\n")
                                    .status())
                            .isEqualTo(200);
                }
                assertThat(hits(node, "*")).isEqualTo(3);
            }

            try (RunningNode node = RunningNode.start(Files.createDirectories(folder.resolve("second")), environment)) {
                assertThat(hits(node, "*")).isEqualTo(3);
                assertThat(hits(node, "n:1")).isEqualTo(1);
            }
        }
    }

    private static int hits(RunningNode node, String query) {
        RunningNode.Answer answer = node.get("/api/v1/far-away/search?query=" + query.replace(":", "%3A"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().path("num_hits").intValue();
    }
}
