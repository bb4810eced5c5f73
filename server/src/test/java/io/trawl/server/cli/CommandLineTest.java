package io.trawl.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.config.NodeConfigLoader;
import io.trawl.server.TrawlNode;
import io.trawl.testkit.Proves;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The client commands against a node in this process.
class CommandLineTest {
    @TempDir
    static Path folder;

    private static TrawlNode node;

    @BeforeAll
    static void start() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        node = TrawlNode.start(NodeConfigLoader.load(
                        Optional.empty(), Map.of("TRAWL_DATA_DIR", data.toString(), "TRAWL_REST_LISTEN_PORT", "0"))
                .config());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private record Result(int code, String out, String err) {}

    private static Result trawl(String... words) {
        List<String> command = new ArrayList<>(List.of(words));
        command.add("--endpoint");
        command.add(node.restAddress());
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream capturedOut = new ByteArrayOutputStream();
        ByteArrayOutputStream capturedErr = new ByteArrayOutputStream();
        System.setOut(new PrintStream(capturedOut, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(capturedErr, true, StandardCharsets.UTF_8));
        try {
            int code = TrawlCommand.run(command.toArray(String[]::new));
            return new Result(
                    code, capturedOut.toString(StandardCharsets.UTF_8), capturedErr.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private static void createIndex(String id) throws IOException {
        Path config = folder.resolve(id + ".yaml");
        Files.writeString(config, """
                version: 0.9
                index_id: %s
                doc_mapping:
                  timestamp_field: ts
                  field_mappings:
                    - {name: ts, type: datetime, fast: true}
                    - {name: message, type: text}
                """.formatted(id));
        Result created = trawl("index", "create", "--index-config", config.toString());
        assertThat(created.code()).as(created.err()).isZero();
    }

    @Test
    @Proves({"CLI-04", "CLI-06", "CLI-07", "CLI-08", "CLI-09", "CLI-14", "CLI-15"})
    void anIndexLivesFromCreationToDeletion() throws IOException {
        createIndex("cli-life");
        assertThat(trawl("index", "list").out()).contains("INDEX").contains("cli-life");

        Path documents = folder.resolve("documents.ndjson");
        Files.writeString(documents, """
                {"ts": "2026-01-02T03:04:05Z", "message": "disk almost full", "host": "db-7"}
                {"ts": "2026-01-02T03:04:06Z", "message": "disk full", "host": "db-8"}
                not json
                """);
        Result ingested = trawl(
                "index",
                "ingest",
                "--index",
                "cli-life",
                "--input-path",
                documents.toString(),
                "--force",
                "--detailed-response");
        assertThat(ingested.code()).as(ingested.err()).isZero();
        assertThat(ingested.out()).contains("2 documents ingested, 1 rejected");
        assertThat(ingested.err()).contains("invalid_json").contains("not json");

        Result found = trawl("index", "search", "--index", "cli-life", "--query", "message:disk AND host:db-7");
        assertThat(found.out().lines()).hasSize(1);
        assertThat(found.out()).contains("\"db-7\"");
        assertThat(found.err()).contains("1 of 1 hits");
        Result described = trawl("index", "describe", "--index", "cli-life");
        assertThat(described.out()).contains("published documents", "2026-01-02T03:04:06Z");

        String splits =
                trawl("split", "list", "--index", "cli-life", "-o", "json").out();
        JsonNode split = ApiClient.JSON.readTree(splits).get(0);
        String splitId = split.path("split_id").stringValue();
        assertThat(trawl("split", "list", "--index", "cli-life").out()).contains(splitId, "Published");
        assertThat(trawl("split", "describe", "--index", "cli-life", "--split", splitId, "--verbose")
                        .out())
                .contains("PLACE", "tail");

        assertThat(trawl("index", "clear", "--index", "cli-life", "--yes").code())
                .isZero();
        assertThat(trawl("index", "delete", "--index", "cli-life", "--dry-run").out())
                .contains("nothing was deleted");
        assertThat(trawl("index", "delete", "--index", "cli-life", "-y").code()).isZero();
        assertThat(trawl("index", "describe", "--index", "cli-life").code()).isEqualTo(1);
    }

    @Test
    @Proves("CLI-11")
    void aggregationsAndJsonComeAsTheServerGaveThem() throws IOException {
        createIndex("cli-json");

        Result found = trawl(
                "index",
                "search",
                "--index",
                "cli-json",
                "--query",
                "*",
                "--max-hits",
                "0",
                "-o",
                "json",
                "--aggregation",
                "{\"hosts\": {\"terms\": {\"field\": \"host\"}}}");

        assertThat(found.code()).as(found.err()).isZero();
        assertThat(ApiClient.JSON.readTree(found.out()).path("num_hits").intValue())
                .isZero();
    }

    @Test
    @Proves("CLI-22")
    void whatIsWrongIsNamedWithTheRemedy() {
        Result absent = trawl("index", "describe", "--index", "nowhere");
        assertThat(absent.code()).isEqualTo(1);
        assertThat(absent.err()).contains("error: index `nowhere` not found");

        Result noFile = trawl("index", "create", "--index-config", "no-such-file.yaml");
        assertThat(noFile.err()).contains("there is no file `no-such-file.yaml`");

        assertThat(trawl("index", "serach").code()).isEqualTo(2);
        assertThat(trawl("index", "ingest", "--index", "x", "--wait", "--force").err())
                .contains("exclude each other");
    }

    @Test
    void aNodeOutOfReachIsNamed() {
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        PrintStream err = System.err;
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            assertThat(TrawlCommand.run("index", "list", "--endpoint", "http://127.0.0.1:1"))
                    .isEqualTo(1);
        } finally {
            System.setErr(err);
        }
        assertThat(captured.toString(StandardCharsets.UTF_8))
                .contains("http://127.0.0.1:1")
                .contains("trawl run");
    }

    @Test
    void helpNamesEveryCommand() {
        assertThat(trawlHelp("--help")).contains("run", "demo", "index", "split", "tool");
        assertThat(trawlHelp("index", "--help"))
                .contains("create", "list", "describe", "ingest", "search", "clear", "delete");
    }

    private static String trawlHelp(String... words) {
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        PrintStream out = System.out;
        System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            assertThat(TrawlCommand.run(words)).isZero();
        } finally {
            System.setOut(out);
        }
        return captured.toString(StandardCharsets.UTF_8);
    }

    @Test
    void searchStreamsAColumnShowsSnippetsAndExplains() throws IOException {
        createIndex("cli-stream");
        Path docs = Files.writeString(folder.resolve("stream.ndjson"), """
                {"ts": 1767225600, "message": "disk full"}
                {"ts": 1767225601, "message": "disk slow"}
                """);
        assertThat(trawl("index", "ingest", "--index", "cli-stream", "--input-path", docs.toString(), "--force")
                        .code())
                .isZero();

        Result stream = trawl("index", "search", "--index", "cli-stream", "--query", "message:disk", "--stream", "ts");
        Result refused = trawl("index", "search", "--index", "cli-stream", "--query", "*", "--stream", "message");
        Result snippets = trawl(
                "index",
                "search",
                "--index",
                "cli-stream",
                "--query",
                "message:full",
                "--snippet-fields",
                "message",
                "--snippet-tags",
                "<,>");
        Result nothing =
                trawl("index", "search", "--index", "cli-stream", "--query", "mesage:disk", "--explain-zero-hits");

        assertThat(stream.out().lines()).containsExactlyInAnyOrder("1767225600000000", "1767225601000000");
        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains("Field `message` is not a fast field");
        assertThat(snippets.out()).contains("{\"message\":[\"disk <full>\"]}");
        assertThat(nothing.out()).contains("\"nearest\" : \"message\"");
    }
}
