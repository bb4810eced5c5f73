package io.trawl.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.server.RunningNode.Answer;
import io.trawl.server.cli.TrawlCommand;
import io.trawl.testkit.Proves;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The ingest endpoint's answers, and a few rows of the plumbing around it.
class IngestContractTest extends ContractTest {
    @TempDir
    Path folder;

    private static Answer send(String id, String parameters, String body) {
        return node.post("/api/v1/" + id + "/ingest?" + parameters, body);
    }

    @Test
    @Proves({"ING-02", "ING-03", "ING-04", "ING-05"})
    void theCommitDecidesWhenTheAnswerComes() {
        create("in-commit", "{}", ", 'indexing_settings': {'commit_timeout_secs': 3}");
        create("in-slow", "{}", ", 'indexing_settings': {'commit_timeout_secs': 3600}");

        assertThat(send("in-slow", "", "{\"id\": 1}\n").status()).isEqualTo(200);
        assertThat(search("in-slow", "*").path("num_hits").intValue())
                .as("durable, and searchable later")
                .isZero();
        assertThat(send("in-slow", "commit_type=force", "{\"id\": 2}\n").status())
                .isEqualTo(200);
        assertThat(ids("in-slow", "*")).containsExactly(1, 2);
        assertThat(send("in-commit", "commit=wait_for", "{\"id\": 3}\n").status())
                .isEqualTo(200);
        assertThat(ids("in-commit", "*")).containsExactly(3);
        assertRefused(send("in-commit", "commit=soon", "{}\n"), 400, "Invalid query string");
    }

    @Test
    @Proves({"ING-01", "ING-06", "ING-33"})
    void linesAreCountedAndRefusedOnesShownWhenAsked() {
        create("in-count", "{}");

        assertThat(send("in-count", "", "").json()).isEqualTo(parsed("{'num_docs_for_processing': 0}"));
        assertThat(send("in-count", "detailed_response=true", "\n{\"id\": 1}\r\n   \n")
                        .json())
                .isEqualTo(parsed("{'num_docs_for_processing': 1, 'num_ingested_docs': 1, 'num_rejected_docs': 0,"
                        + " 'parse_failures': []}"));
        assertThat(send("in-count", "colour=red", "[1]\n").json())
                .isEqualTo(parsed("{'num_docs_for_processing': 1, 'num_ingested_docs': 0, 'num_rejected_docs': 1}"));
        assertThat(send("in-count", "detailed_response=true", "[1]\n").json().path("parse_failures"))
                .isEqualTo(parsed("[{'message': 'JSON document is not an object', 'document': '[1]',"
                        + " 'reason': 'invalid_json'}]"));
    }

    @Test
    @Proves("ING-07")
    void theOldApiAnswersACountAlone() {
        create("in-old", "{}");

        assertThat(send("in-old", "use_legacy_ingest=true", "{}\n[1]\n").json())
                .isEqualTo(parsed("{'num_docs_for_processing': 2}"));
        assertRefused(
                send("in-old", "use_legacy_ingest=true&detailed_response=true", "{}\n"), 400, "detailed_response");
    }

    @Test
    @Proves({"MTS-08", "B3-08"})
    void splitsWithoutTimesAreListedWhateverTheWindow() {
        create("in-timeless", "{}");
        ingest("in-timeless", "{'id': 1}");

        assertThat(node.get("/api/v1/indexes/in-timeless/splits?start_timestamp=5&end_timestamp=6")
                        .json()
                        .path("size")
                        .intValue())
                .isEqualTo(1);
    }

    @Test
    @Proves("RST-11")
    void bothVersionsOfHttpAreSpoken() throws IOException, InterruptedException {
        for (HttpClient.Version version : HttpClient.Version.values()) {
            if (version.compareTo(HttpClient.Version.HTTP_2) <= 0) {
                try (HttpClient http = HttpClient.newBuilder().version(version).build()) {
                    HttpResponse<String> answer = http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/api/v1/version"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());

                    assertThat(answer.statusCode()).isEqualTo(200);
                    assertThat(answer.version()).isEqualTo(version);
                }
            }
        }
    }

    @Test
    @Proves("CLI-19")
    void aSplitIsExtractedWithoutANode() throws IOException {
        create("in-extract", "{}");
        ingest("in-extract", "{'id': 1}");
        String uri = config("in-extract").path("index_uri").stringValue();
        Path config = Files.writeString(
                folder.resolve("node.yaml"),
                "version: 0.8\nmetastore_uri: " + uri.replaceAll("/in-extract$", "") + "\n");
        String split = node.get("/api/v1/indexes/in-extract/splits")
                .json()
                .path("splits")
                .get(0)
                .path("split_id")
                .stringValue();

        int code = TrawlCommand.run(
                "tool",
                "extract-split",
                "--config",
                config.toString(),
                "--index",
                "in-extract",
                "--split",
                split,
                "--target-dir",
                folder.resolve("out").toString());

        assertThat(code).isZero();
        try (var files = Files.list(folder.resolve("out"))) {
            assertThat(files.map(file -> file.getFileName().toString())).anyMatch(name -> name.endsWith(".si"));
        }
    }

    @Test
    @Proves("ING-34")
    void onlyJsonIsTakenForADocument() {
        create("ing-formats", "{}");
        // CSV, what Avro files begin with, and bytes that are no text.
        byte[] body = "id,name\n1,anna\nObj\u0001\u0004\u0016avro.schema\n\u00ff\u00fe\u0000\n{\"id\": 1}\n"
                .getBytes(StandardCharsets.ISO_8859_1);

        Answer answer = node.call(
                "POST", "/api/v1/ing-formats/ingest?commit=force&detailed_response=true", "application/json", body);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("num_rejected_docs").intValue()).isEqualTo(4);
        assertThat(answer.json().path("parse_failures").valueStream())
                .hasSize(4)
                .allSatisfy(failure ->
                        assertThat(failure.path("reason").stringValue()).isEqualTo("invalid_json"));
        assertThat(search("ing-formats", "*").path("num_hits").intValue()).isEqualTo(1);
    }
}
