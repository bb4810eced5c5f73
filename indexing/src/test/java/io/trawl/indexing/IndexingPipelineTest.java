package io.trawl.indexing;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.DataSize;
import io.trawl.common.Position;
import io.trawl.common.SourceCheckpoint;
import io.trawl.common.TimeSource;
import io.trawl.config.SourceConfig;
import io.trawl.ingest.CommitType;
import io.trawl.ingest.DocumentLedger;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.Split;
import io.trawl.metastore.SplitQuery;
import io.trawl.split.SplitMaturity;
import io.trawl.split.SplitState;
import io.trawl.split.SplitTimeRange;
import io.trawl.testkit.Eventually;
import io.trawl.testkit.FakeClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IndexingPipelineTest {
    private static final String DYNAMIC = "doc_mapping: {}\n";

    @TempDir
    Path folder;

    @Test
    void publishesAForcedCommitAtOnce() {
        try (IndexingFixture node = new IndexingFixture(folder)) {
            IndexMetadata index = node.createIndex("logs", DYNAMIC);

            node.send("logs", CommitType.FORCE, "{\"id\":\"a\"}", "{\"id\":\"b\"}");

            assertThat(node.publishedIds(index)).containsExactly("a", "b");
            assertThat(node.ingester.statistics().unpublishedDocuments()).isZero();
        }
    }

    @Test
    void publishesWhenTheCommitTimeoutIsOver() {
        FakeClock clock = new FakeClock();
        try (IndexingFixture node = new IndexingFixture(folder, clock, IndexingFixture.AMPLE_MEMORY)) {
            IndexMetadata index = node.createIndex("logs", DYNAMIC + "indexing_settings:\n  commit_timeout_secs: 30\n");
            node.send("logs", CommitType.AUTO, "{\"id\":\"a\"}");
            Eventually.isTrue("indexed", () -> node.statistics(index).counters().validDocuments() == 1);

            clock.advance(Duration.ofSeconds(29));
            node.service.wakeAll();
            assertThat(node.publishedDocuments(index)).isZero();
            clock.advance(Duration.ofSeconds(2));
            node.service.wakeAll();

            Eventually.isTrue("published", () -> node.publishedDocuments(index) == 1);
        }
    }

    @Test
    void publishesWhenASplitHasItsDocuments() {
        try (IndexingFixture node = new IndexingFixture(folder)) {
            IndexMetadata index =
                    node.createIndex("logs", DYNAMIC + "indexing_settings:\n  split_num_docs_target: 100\n");

            node.send("logs", CommitType.AUTO, documents("x", 250));

            Eventually.isTrue("published", () -> node.publishedDocuments(index) == 200);
            assertThat(node.published(index))
                    .allMatch(split -> split.metadata().numDocs() == 100)
                    .allMatch(split -> split.metadata().maturity().equals(SplitMaturity.MATURE));
            node.send("logs", CommitType.FORCE, "{\"id\":\"last\"}");
            assertThat(node.publishedIds(index)).hasSize(251).doesNotHaveDuplicates();
        }
    }

    @Test
    void publishesWhenTheWriterIsFull() {
        try (IndexingFixture node = new IndexingFixture(folder)) {
            IndexMetadata index =
                    node.createIndex("logs", DYNAMIC + "indexing_settings:\n  resources:\n    heap_size: 2000000\n");

            node.send("logs", CommitType.AUTO, documents("x", 30_000));

            Eventually.isTrue("published", () -> node.published(index).size() >= 2);
        }
    }

    @Test
    void makesSmallerSplitsOfOneSegmentWhenMemoryIsShort() {
        try (IndexingFixture node = new IndexingFixture(folder, TimeSource.SYSTEM, DataSize.ofMebibytes(6))) {
            IndexMetadata index = node.createIndex("logs", DYNAMIC);
            IndexMetadata other = node.createIndex("other", DYNAMIC);

            for (int i = 0; i < 12; i++) {
                node.send("logs", CommitType.AUTO, documents("x" + i, 5_000));
                node.send("other", CommitType.AUTO, documents("y" + i, 5_000));
            }
            node.send("logs", CommitType.FORCE, "{\"id\":\"last\"}");
            node.send("other", CommitType.FORCE, "{\"id\":\"last\"}");

            assertThat(node.published(index).size()).isGreaterThan(2);
            assertThat(node.publishedIds(index)).hasSize(60_001).doesNotHaveDuplicates();
            assertThat(node.publishedIds(other)).hasSize(60_001).doesNotHaveDuplicates();
            Eventually.isTrue("memory is given back", () -> node.service.memoryBytes() == 0);
        }
    }

    @Test
    void advancesTheCheckpointWhenAllDocumentsAreRefused() {
        try (IndexingFixture node = new IndexingFixture(folder)) {
            IndexMetadata index = node.createIndex("logs", DYNAMIC + "ingest_settings:\n  validate_docs: false\n");

            node.send("logs", CommitType.FORCE, "not json", "[]");

            SourceCheckpoint checkpoint =
                    node.metastore().view().checkpoint(index.uid(), SourceConfig.INGEST_SOURCE_ID);
            assertThat(checkpoint.positions().values()).containsExactly(Position.offset(1));
            assertThat(node.published(index)).isEmpty();
            assertThat(node.statistics(index).counters().jsonErrorDocuments()).isEqualTo(2);
            Eventually.isTrue("counted", () -> node.statistics(index).counters().emptyCommits() == 1);
        }
    }

    @Test
    void indexesTheGoodDocumentsAroundBadOnes() {
        try (IndexingFixture node = new IndexingFixture(folder)) {
            IndexMetadata index = node.createIndex("logs", """
                    doc_mapping:
                      field_mappings:
                        - name: status
                          type: u64
                    ingest_settings:
                      validate_docs: false
                    """);

            node.send("logs", CommitType.FORCE, "{\"id\":\"a\"}", "oops", "{\"status\":-1}", "{\"id\":\"b\"}");

            assertThat(node.publishedIds(index)).containsExactly("a", "b");
            assertThat(node.statistics(index).counters().mapperErrorDocuments()).isEqualTo(1);
            assertThat(node.deadLetters.latest().stream().map(CountingDeadLetters.Refusal::offset))
                    .containsExactly(1L, 2L);
        }
    }

    @Test
    void fillsInTheMetadata() {
        String settings = """
                doc_mapping:
                  field_mappings:
                    - name: timestamp
                      type: datetime
                      fast: true
                    - name: service
                      type: text
                      tokenizer: raw
                  tag_fields: [service]
                  timestamp_field: timestamp
                """;
        try (IndexingFixture node = new IndexingFixture(folder)) {
            IndexMetadata index = node.createIndex("logs", settings);
            String first = "{\"timestamp\":\"2026-01-01T00:00:05.9Z\",\"service\":\"web\"}";
            String second = "{\"timestamp\":\"2026-01-01T00:00:01Z\",\"service\":\"api\"}";

            node.send("logs", CommitType.FORCE, first, second + "\r");

            Split split = node.published(index).getFirst();
            assertThat(split.metadata().numDocs()).isEqualTo(2);
            assertThat(split.metadata().timeRange()).contains(new SplitTimeRange(1_767_225_601, 1_767_225_605));
            assertThat(split.metadata().uncompressedDocsSize()).isEqualTo(first.length() + second.length());
            assertThat(split.metadata().tags()).containsExactly("service!", "service:api", "service:web");
            assertThat(split.metadata().sourceId()).isEqualTo(SourceConfig.INGEST_SOURCE_ID);
            assertThat(split.metadata().nodeId()).isEqualTo("node-1");
            assertThat(split.metadata().maturity()).isEqualTo(SplitMaturity.immature(Duration.ofHours(48)));
            assertThat(split.metadata().docMappingUid())
                    .isEqualTo(index.config().docMapping().docMappingUid());
            checkIdentity(node, index, split);
        }
    }

    private void checkIdentity(IndexingFixture node, IndexMetadata index, Split split) {
        try (PublishedDocuments documents = new PublishedDocuments(folder.resolve("identity"))) {
            documents.read(node.splitStorage, split, reader -> {
                assertThat(reader.identity().metadata()).isEqualTo(split.metadata());
                assertThat(reader.identity().indexConfig()).contains("\"index_id\":\"logs\"");
                assertThat(reader.identity().checkpointDelta().orElseThrow().sourceId())
                        .isEqualTo(SourceConfig.INGEST_SOURCE_ID);
                assertThat(reader.leafReader().getFieldInfos().fieldInfo("_position"))
                        .isNotNull();
                assertThat(reader.leafReader().getFieldInfos().fieldInfo("_partition"))
                        .isNotNull();
            });
        }
        assertThat(index.uid()).isEqualTo(split.metadata().indexUid());
    }

    @Test
    void takesUpANewMappingWithTheNextSplit() {
        FakeClock clock = new FakeClock();
        try (IndexingFixture node = new IndexingFixture(folder, clock, IndexingFixture.AMPLE_MEMORY)) {
            IndexMetadata index = node.createIndex("logs", DYNAMIC);
            node.send("logs", CommitType.AUTO, "{\"id\":\"a\"}");
            Eventually.isTrue("indexed", () -> node.statistics(index).counters().validDocuments() == 1);
            IndexMetadata other = node.createIndex(
                    "other", "doc_mapping:\n  field_mappings:\n    - {name: id, type: text, tokenizer: raw}\n");
            IndexMetadata updated = node.metastore()
                    .updateIndex(
                            index.uid(),
                            index.config().withDocMapping(other.config().docMapping()),
                            IndexingFixture.context());

            node.send("logs", CommitType.FORCE, "{\"id\":\"b\"}");

            assertThat(node.published(index).stream()
                            .map(split -> split.metadata().docMappingUid()))
                    .containsExactlyInAnyOrder(
                            index.config().docMapping().docMappingUid(),
                            updated.config().docMapping().docMappingUid());
            assertThat(node.publishedIds(index)).containsExactlyInAnyOrder("a", "b");
        }
    }

    @Test
    void endsWithItsIndex() throws Exception {
        try (IndexingFixture node = new IndexingFixture(folder)) {
            IndexMetadata index = node.createIndex("logs", DYNAMIC);
            node.send("logs", CommitType.FORCE, "{\"id\":\"a\"}");
            node.send("logs", CommitType.AUTO, "{\"id\":\"b\"}");
            Eventually.isTrue("counted", () -> node.service.totals().publishedDocuments() == 1);

            node.metastore().deleteIndex(index.uid(), IndexingFixture.context());

            Eventually.isTrue("gone", () -> node.service.statistics().isEmpty());
            assertThat(node.service.totals().publishedDocuments())
                    .as("totals never fall")
                    .isEqualTo(1);
            Eventually.isTrue("memory is given back", () -> node.service.memoryBytes() == 0);
            Eventually.isTrue("nothing is left on disk", () -> isEmpty(folder.resolve("scratch-node-1")));
        }
    }

    private static boolean isEmpty(Path path) {
        try (var entries = Files.list(path)) {
            return entries.findAny().isEmpty();
        } catch (java.io.IOException failure) {
            return false;
        }
    }

    @Test
    void pausesWhileItsSourceIsSwitchedOff() {
        try (IndexingFixture node = new IndexingFixture(folder)) {
            IndexMetadata index = node.createIndex("logs", DYNAMIC);
            node.metastore().toggleSource(index.uid(), SourceConfig.INGEST_SOURCE_ID, false, IndexingFixture.context());
            node.send("logs", CommitType.AUTO, "{\"id\":\"a\"}");
            assertThat(node.publishedDocuments(index)).isZero();

            node.metastore().toggleSource(index.uid(), SourceConfig.INGEST_SOURCE_ID, true, IndexingFixture.context());
            node.send("logs", CommitType.FORCE, "{\"id\":\"b\"}");

            assertThat(node.publishedIds(index)).containsExactlyInAnyOrder("a", "b");
        }
    }

    @Test
    void indexesOnceWhenTwoPipelinesReadOneSource() {
        try (IndexingFixture node = new IndexingFixture(folder);
                IndexingService rival = node.newService("node-2", IndexingFixture.AMPLE_MEMORY)) {
            IndexMetadata index = node.createIndex("logs", DYNAMIC);
            rival.start();
            DocumentLedger ledger = new DocumentLedger("rival");

            for (int round = 0; round < 20; round++) {
                List<String> ids = List.of(ledger.send(), ledger.send(), ledger.send());
                node.send(
                        "logs",
                        round % 4 == 3 ? CommitType.FORCE : CommitType.AUTO,
                        ids.stream().map(DocumentLedger::document).toList());
                ledger.acknowledge(ids);
            }

            Eventually.isTrue("all published", () -> node.publishedDocuments(index) >= 60);
            assertThat(ledger.check(node.publishedIds(index)).toString())
                    .isEqualTo("0 lost [], 0 doubled [], 0 unknown []");
        }
    }

    @Test
    void leavesAStagedSplitThatCanBeNamedWhenAnUploadFails() {
        FakeClock clock = new FakeClock();
        try (IndexingFixture node = new IndexingFixture(folder, clock, IndexingFixture.AMPLE_MEMORY)) {
            IndexMetadata index = node.createIndex("logs", DYNAMIC + "indexing_settings:\n  commit_timeout_secs: 1\n");
            node.splitStorage.failNext(
                    io.trawl.storage.StorageOperation.PUT, io.trawl.storage.FaultyStorage.Fault.FAIL);
            node.send("logs", CommitType.AUTO, "{\"id\":\"a\"}");
            Eventually.isTrue("published", () -> {
                clock.advance(Duration.ofSeconds(1));
                node.service.wakeAll();
                return node.publishedDocuments(index) == 1;
            });

            assertThat(node.statistics(index).counters().failures()).isEqualTo(1);
            List<Split> staged = new ArrayList<>(node.metastore()
                    .view()
                    .splits(SplitQuery.builder()
                            .indexUids(List.of(index.uid()))
                            .states(SplitState.STAGED)
                            .build()));
            assertThat(staged).hasSize(1);
            assertThat(node.publishedIds(index)).containsExactly("a");
        }
    }

    private static List<String> documents(String prefix, int count) {
        List<String> documents = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            documents.add(DocumentLedger.document(prefix + "-" + i));
        }
        return documents;
    }
}
