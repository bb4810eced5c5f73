package io.trawl.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.server.RunningNode;
import io.trawl.server.RunningNode.Answer;
import io.trawl.testkit.Proves;
import io.trawl.testkit.TestSeed;
import io.trawl.testkit.s3.S3TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a search does when the storage is slow.
class TimeoutContractTest {
    private static final String CONFIG = """
            version: 0.8
            metastore_uri: s3://logs/metastore
            default_index_root_uri: s3://logs/indexes
            searcher:
              request_timeout_secs: 1
            """;

    @TempDir
    Path folder;

    @Test
    @Proves({"SCH-31", "NOD-01", "NOD-20", "NOD-21", "NOD-35", "NOD-61", "ARC-06", "STO-02"})
    void aSearchThatTakesTooLongIsGivenUp() throws IOException {
        try (S3TestServer bucket =
                S3TestServer.start(TestSeed.next("TimeoutContractTest").value()).createBucket("logs")) {
            Path config = Files.writeString(folder.resolve("node.yaml"), CONFIG);
            Map<String, String> environment = new HashMap<>(Map.of(
                    "TRAWL_CONFIG",
                    config.toString(),
                    "TRAWL_S3_ENDPOINT",
                    bucket.endpoint().toString(),
                    "TRAWL_S3_FORCE_PATH_STYLE_ACCESS",
                    "true",
                    "AWS_REGION",
                    "us-east-1",
                    "AWS_ACCESS_KEY_ID",
                    S3TestServer.ACCESS_KEY,
                    "AWS_SECRET_ACCESS_KEY",
                    S3TestServer.SECRET_KEY));
            try (RunningNode writer = RunningNode.start(data("writer"), environment)) {
                writer.post("/api/v1/indexes", "{\"version\": \"0.9\", \"index_id\": \"far\", \"doc_mapping\": {}}");
                assertThat(writer.post("/api/v1/far/ingest?commit=force", documents())
                                .status())
                        .isEqualTo(200);
            }
            try (RunningNode reader = RunningNode.start(data("reader"), environment)) {
                bucket.faults().latency(_ -> Duration.ofSeconds(20));

                Answer slow = reader.get("/api/v1/far/search?query=n%3A3000");

                assertThat(slow.status()).as(slow.text()).isEqualTo(408);
                assertThat(slow.json().path("message").stringValue()).isNotEmpty();
            }
        }
    }

    /// So many that the split does not lie in its tail whole, which the reader fetches before anybody asks.
    private static String documents() {
        Random random = TestSeed.next("TimeoutContractTest documents").random();
        StringBuilder documents = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            documents.append("{\"n\": ").append(i).append(", \"noise\": \"");
            random.ints(30, 0, 1 << 30).forEach(word -> documents.append(Integer.toHexString(word)));
            documents.append("\"}\n");
        }
        return documents.toString();
    }

    private Path data(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }
}
