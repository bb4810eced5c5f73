package io.trawl.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.server.contract.FarStorage.Node;
import io.trawl.testkit.Proves;
import io.trawl.testkit.s3.FirstByteLatency;
import io.trawl.testkit.s3.S3Ledger;
import io.trawl.testkit.s3.S3RequestKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// How documents become splits on storage, and what a node says of it.
class IndexingContractTest {
    private static final String PARTITIONED = """
            {"version": "0.9", "index_id": "parted", "doc_mapping": {
              "partition_key": "tenant", "field_mappings": [{"name": "tenant", "type": "text", "tokenizer": "raw"}]}}""";

    private static final int PARTITIONS = 6;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "3, 2, 3", "12, 4, 6"})
    @Proves("NOD-43")
    void noMoreSplitsAreUploadedAtOnceThanTheConfigSays(int max, int atLeast, int atMost) throws IOException {
        try (FarStorage storage = new FarStorage(folder);
                Node node = storage.start("uploader", "1h", "indexer: {max_concurrent_split_uploads: " + max + "}\n")) {
            node.post("/api/v1/indexes", PARTITIONED);
            storage.server().faults().latency(FirstByteLatency.fixed(Duration.ofMillis(150)));
            StringBuilder documents = new StringBuilder();
            for (int i = 0; i < PARTITIONS; i++) {
                documents.append("{\"tenant\": \"t").append(i).append("\"}\n");
            }

            node.post("/api/v1/parted/ingest?commit=force", documents.toString());

            List<S3Ledger.Entry> puts = storage.server().ledger().entries(S3RequestKind.PUT).stream()
                    .filter(put -> put.key().endsWith(".split"))
                    .toList();
            assertThat(puts).hasSize(PARTITIONS);
            assertThat(FarStorage.keysAtOnce(puts)).isBetween(atLeast, atMost);
        }
    }

    @Test
    @Proves("BLD-12")
    void anIndexerTellsWhatItsPipelinesDoAndOthersDoNot() throws IOException {
        try (FarStorage storage = new FarStorage(folder)) {
            try (Node node = storage.start("indexer", "1h", "")) {
                assertThat(node.ask("/api/v1/indexing")
                                .json()
                                .path("num_running_pipelines")
                                .intValue())
                        .isZero();
                node.post("/api/v1/indexes", PARTITIONED);
                node.post("/api/v1/parted/ingest?commit=force", "{\"tenant\": \"a\"}\n{\"tenant\": \"b\"}\n");

                JsonNode status = node.ask("/api/v1/indexing").json();

                assertThat(status.path("num_running_pipelines").intValue()).isEqualTo(1);
                for (String sum : List.of(
                        "num_successful_pipelines",
                        "num_failed_pipelines",
                        "num_running_merge_pipelines",
                        "num_deleted_queues",
                        "num_delete_queue_failures")) {
                    assertThat(status.path(sum).isNumber()).as(sum).isTrue();
                }
                JsonNode pipeline = status.path("pipelines").get(0);
                assertThat(pipeline.path("index_uid").stringValue()).startsWith("parted:");
                assertThat(pipeline.path("num_docs").intValue()).isEqualTo(2);
                assertThat(pipeline.path("num_published_splits").intValue()).isEqualTo(2);
            }
            try (Node searcher = storage.searcher("no-indexer", "")) {
                ContractTest.assertRefused(searcher.get("/api/v1/indexing"), 404, "indexer");
            }
        }
    }
}
