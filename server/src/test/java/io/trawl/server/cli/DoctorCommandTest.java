package io.trawl.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.testkit.s3.S3TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `trawl doctor` as it is typed.
class DoctorCommandTest {
    @TempDir
    Path folder;

    private record Result(int code, String out) {}

    private static Result trawl(String... words) {
        PrintStream out = System.out;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            return new Result(TrawlCommand.run(words), captured.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
        }
    }

    private String config(String more) throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        return Files.writeString(folder.resolve("trawl.yaml"), "version: 0.9\ndata_dir: " + data + "\n" + more)
                .toString();
    }

    @Test
    void endsWithZeroWhereANodeWouldWork() throws IOException {
        Result result = trawl("doctor", "--config", config(""), "-o", "json");

        JsonNode json = ApiClient.JSON.readTree(result.out());
        assertThat(result.code()).as(result.out()).isZero();
        assertThat(json.path("healthy").booleanValue()).isTrue();
        assertThat(json.path("findings").findValuesAsString("check"))
                .contains("java", "config", "data folder", "disk space", "metastore conditional put");
        assertThat(json.path("findings").findValuesAsString("status")).doesNotContain("failed");
    }

    @Test
    void endsWithOneAndNamesTheRemedyWhereItWouldNot() throws IOException {
        try (S3TestServer server = S3TestServer.start(1)) {
            Result result = trawl("doctor", "--config", config("""
                    metastore_uri: s3://absent/metastore
                    storage:
                      s3: {flavor: minio, endpoint: "%s", access_key_id: %s, secret_access_key: %s}
                    """.formatted(
                            server.endpoint(), S3TestServer.ACCESS_KEY, S3TestServer.SECRET_KEY)));

            assertThat(result.code()).isEqualTo(1);
            assertThat(result.out())
                    .contains("metastore reachable", "failed", "the bucket does not exist, create it first")
                    .contains("-> check the address")
                    .endsWith("a node would not work here\n");
        }
    }

    @Test
    void namesAConfigThatCannotBeRead() {
        Result result =
                trawl("doctor", "--config", folder.resolve("absent.yaml").toString());

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).contains("config", "failed", "does not exist");
    }
}
