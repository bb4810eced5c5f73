package io.trawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.server.RunningNode.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pages that together are larger than the node's memory are made one after the other.
class LargePagesTest {
    private static final int CLIENTS = 60;
    private static final int DOCS = 4_000;
    private static final int DOC_BYTES = 3_000;

    @TempDir
    Path folder;

    @Test
    void manyClientsThatAskForLargePagesDoNotTakeTheNodeDown() throws Exception {
        try (RunningNode node = RunningNode.start(Files.createDirectories(folder.resolve("data")));
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            fill(node);

            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                answers.add(clients.submit(() -> {
                    Answer answer = node.get("/api/v1/pages/search?query=*&format=json&max_hits=" + DOCS);
                    if (answer.status() == 200) {
                        assertThat(answer.json().path("hits")).hasSize(DOCS);
                    }
                    return answer.status();
                }));
            }
            Answer small = node.get("/api/v1/pages/search?query=*&max_hits=2");
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> answer : answers) {
                statuses.add(answer.get(100, TimeUnit.SECONDS));
            }

            assertThat(small.json().path("hits")).as(small.text()).hasSize(2);
            assertThat(statuses).contains(200).isSubsetOf(200, 408, 429);
            assertThat(node.get("/api/v1/pages/search?query=*&max_hits=" + DOCS).status())
                    .isEqualTo(200);
            assertThat(node.log()).doesNotContain("OutOfMemory", "failed unexpectedly");
        }
    }

    private static void fill(RunningNode node) throws IOException {
        assertThat(node.post(
                                "/api/v1/indexes",
                                "{\"version\": \"0.9\", \"index_id\": \"pages\", \"doc_mapping\": {\"field_mappings\": []}}")
                        .status())
                .isEqualTo(200);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < DOCS; i++) {
            lines.append("{\"n\":")
                    .append(i)
                    .append(",\"pad\":\"")
                    .append("x".repeat(DOC_BYTES))
                    .append("\"}\n");
        }
        byte[] batch = lines.toString().getBytes(StandardCharsets.UTF_8);
        int half = lines.indexOf("{\"n\":" + DOCS / 2 + ",");
        for (int[] part : new int[][] {{0, half}, {half, batch.length}}) {
            byte[] some = Arrays.copyOfRange(batch, part[0], part[1]);
            assertThat(node.call("POST", "/api/v1/pages/ingest?commit=force", "application/x-ndjson", some)
                            .status())
                    .isEqualTo(200);
        }
    }
}
