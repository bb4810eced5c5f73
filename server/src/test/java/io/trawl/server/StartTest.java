package io.trawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Starts and stops: what an operator gets wrong is named with the remedy, and nothing is lost by stopping.
class StartTest {
    @TempDir
    Path folder;

    @Test
    @Proves({"ARC-03", "ING-03", "STO-07"})
    void aStoppedNodeEndsInOrderAndHasEverythingWhenItStartsAgain() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        try (RunningNode node = RunningNode.start(data)) {
            assertThat(node.post(
                                    "/api/v1/indexes",
                                    "{\"version\": \"0.9\", \"index_id\": \"kept\", \"doc_mapping\": {}}")
                            .status())
                    .isEqualTo(200);
            assertThat(node.post("/api/v1/kept/ingest?commit=force", "{\"a\": 1}\n")
                            .status())
                    .isEqualTo(200);
            // Acknowledged, not published: it must survive the stop too.
            assertThat(node.post("/api/v1/kept/ingest", "{\"a\": 2}\n").status())
                    .isEqualTo(200);
            assertThat(node.terminate()).isZero();
        }
        try (RunningNode node = RunningNode.start(data)) {
            assertThat(node.post("/api/v1/kept/ingest?commit=force", "{\"a\": 3}\n")
                            .status())
                    .isEqualTo(200);
            assertThat(node.get("/api/v1/kept/search?query=*")
                            .json()
                            .path("num_hits")
                            .intValue())
                    .isEqualTo(3);
        }
    }

    @Test
    @Proves("NOD-12")
    void aPortInUseIsNamed() throws IOException {
        try (RunningNode first = RunningNode.start(Files.createDirectories(folder.resolve("first")));
                RunningNode second =
                        RunningNode.launch(Files.createDirectories(folder.resolve("second")), first.port())) {
            assertThat(second.awaitEnd()).isNotZero();
            assertThat(second.log()).contains("cannot listen", Integer.toString(first.port()), "rest.listen_port");
        }
    }

    @Test
    void aDataFolderInUseIsNamed() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        try (RunningNode first = RunningNode.start(data);
                RunningNode second = RunningNode.launch(data)) {
            assertThat(second.awaitEnd()).isNotZero();
            assertThat(second.log()).contains("is in use by process", data.toString());
            assertThat(first.isReady()).isTrue();
        }
    }

    @Test
    @Proves("NOD-19")
    void aMissingDataFolderIsNamed() {
        try (RunningNode node = RunningNode.launch(folder.resolve("nowhere"))) {
            assertThat(node.awaitEnd()).isNotZero();
            assertThat(node.log()).contains("nowhere", "does not exist").doesNotContain("\tat ");
        }
    }

    @Test
    void aDamagedMetastoreIsRefusedByName() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        try (RunningNode node = RunningNode.start(data)) {
            assertThat(node.post(
                                    "/api/v1/indexes",
                                    "{\"version\": \"0.9\", \"index_id\": \"old\", \"doc_mapping\": {}}")
                            .status())
                    .isEqualTo(200);
            node.terminate();
        }
        Path entry;
        try (var files = Files.walk(data.resolve("indexes"))) {
            entry = files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains("manifest")
                            && !file.toString().contains("snapshot"))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(entry);
        // Damage anywhere in the entry must be noticed; what it is called depends on the byte.
        bytes[bytes.length / 2] ^= 0x20;
        Files.write(entry, bytes);
        try (RunningNode node = RunningNode.launch(data)) {
            assertThat(node.awaitEnd()).isNotZero();
            assertThat(node.log()).contains(entry.getFileName().toString()).doesNotContain("\tat ");
        }
    }
}
