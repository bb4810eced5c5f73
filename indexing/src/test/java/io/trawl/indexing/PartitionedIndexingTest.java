package io.trawl.indexing;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.DataSize;
import io.trawl.common.TimeSource;
import io.trawl.ingest.CommitType;
import io.trawl.ingest.DocumentLedger;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.Split;
import io.trawl.metastore.SplitQuery;
import io.trawl.split.SplitState;
import io.trawl.storage.FaultyStorage;
import io.trawl.storage.StorageOperation;
import io.trawl.testkit.Eventually;
import io.trawl.testkit.FakeClock;
import io.trawl.testkit.TestSeed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a partition key makes of commits.
final class PartitionedIndexingTest {
    private static final long OVERFLOW = 3_264_326_757_911_759_461L;
    private static final Pattern TENANT = Pattern.compile("\"tenant\":\"?([^\",}]*)");
    private static final String BY_TENANT = """
            doc_mapping:
              mode: lenient
              field_mappings:
                - {name: id, type: text, tokenizer: raw}
                - {name: tenant, type: text, tokenizer: raw}
              partition_key: tenant
            """;

    @TempDir
    Path folder;

    @Test
    void keepsPartitionsApartInOneCommit() {
        TestSeed seed = TestSeed.next("keepsPartitionsApartInOneCommit");
        Random random = seed.random();
        try (IndexingFixture node = new IndexingFixture(folder)) {
            IndexMetadata index = node.createIndex("logs", BY_TENANT);
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                lines.add(line("d" + i, "t" + random.nextInt(60)));
            }

            node.send("logs", CommitType.AUTO, lines.subList(0, 1_000));
            node.send("logs", CommitType.FORCE, lines.subList(1_000, 3_000));

            Map<Long, Set<String>> tenants = tenants(node, index);
            assertThat(tenants).hasSize(60);
            assertThat(node.published(index))
                    .as("one split a partition and commit")
                    .hasSize(60);
            assertThat(tenants.values()).as("one tenant a partition").allMatch(each -> each.size() == 1);
            assertThat(node.publishedIds(index)).hasSize(3_000).doesNotHaveDuplicates();
            assertThat(commitsOf(node, index)).as("published in one step").hasSize(1);
        }
    }

    @Test
    void givesEqualValuesTheSamePartitionInEveryCommit() {
        try (IndexingFixture node = new IndexingFixture(folder)) {
            IndexMetadata index = node.createIndex("logs", BY_TENANT);

            for (int commit = 0; commit < 3; commit++) {
                node.send(
                        "logs",
                        CommitType.FORCE,
                        line("a" + commit, "acme"),
                        line("b" + commit, "beta"),
                        "{\"id\":\"none" + commit + "\"}");
            }

            assertThat(node.published(index)).hasSize(9);
            assertThat(tenants(node, index).values())
                    .containsExactlyInAnyOrder(Set.of("acme"), Set.of("beta"), Set.of(""));
            assertThat(node.published(index))
                    .noneMatch(split -> split.metadata().partitionId() == 0);
        }
    }

    @Test
    void keepsTheOrderOfDocumentsWithinAPartition() {
        try (IndexingFixture node = new IndexingFixture(folder)) {
            IndexMetadata index = node.createIndex("logs", BY_TENANT);

            node.send("logs", CommitType.AUTO, line("1", "a"), line("2", "b"), line("3", "a"));
            node.send("logs", CommitType.FORCE, line("4", "b"), line("5", "a"));

            assertThat(idsBySplit(node, index)).containsExactlyInAnyOrder(List.of("1", "3", "5"), List.of("2", "4"));
        }
    }

    @Test
    void putsWhatGoesOverTheLimitIntoOneSplit() {
        try (IndexingFixture node = new IndexingFixture(folder)) {
            IndexMetadata index = node.createIndex("logs", BY_TENANT + "  max_num_partitions: 2\n");

            node.send(
                    "logs",
                    CommitType.FORCE,
                    line("1", "a"),
                    line("2", "b"),
                    line("3", "c"),
                    line("4", "a"),
                    line("5", "d"),
                    line("6", "c"));

            Map<Long, Set<String>> tenants = tenants(node, index);
            assertThat(node.published(index)).hasSize(3);
            assertThat(tenants).containsKey(OVERFLOW);
            assertThat(tenants.remove(OVERFLOW)).containsExactlyInAnyOrder("c", "d");
            assertThat(tenants.values()).containsExactlyInAnyOrder(Set.of("a"), Set.of("b"));
        }
    }

    @Test
    void tagsSplitsByTheFieldsOfTheKey() {
        try (IndexingFixture node = new IndexingFixture(folder)) {
            IndexMetadata index =
                    node.createIndex("logs", BY_TENANT.replace("key: tenant", "key: hash_mod(tenant, 1)"));

            node.send("logs", CommitType.FORCE, line("1", "a"), line("2", "b"), "{\"id\":\"3\"}");

            assertThat(node.published(index)).hasSize(1);
            assertThat(node.published(index).getFirst().metadata().tags())
                    .containsExactly("tenant!", "tenant:a", "tenant:b");
        }
    }

    @Test
    void countsDocumentsThatAreRefusedAndGoesOn() {
        try (IndexingFixture node = new IndexingFixture(folder)) {
            IndexMetadata index = node.createIndex("logs", BY_TENANT + "ingest_settings:\n  validate_docs: false\n");

            node.send(
                    "logs",
                    CommitType.FORCE,
                    line("1", "a"),
                    "not json",
                    "{\"id\":5,\"tenant\":\"z\"}",
                    line("2", "b"),
                    "[]");

            assertThat(node.publishedIds(index)).containsExactlyInAnyOrder("1", "2");
            assertThat(node.published(index)).hasSize(2);
            assertThat(node.statistics(index).counters().invalidDocuments()).isEqualTo(3);
        }
    }

    @Test
    void cutsALargePartitionWhereMemoryIsShortAndKeepsTheSmallOnesOpen() {
        FakeClock clock = new FakeClock();
        try (IndexingFixture node = new IndexingFixture(folder, clock, DataSize.ofMebibytes(8))) {
            IndexMetadata index = node.createIndex("logs", BY_TENANT);
            for (int batch = 0; batch < 30; batch++) {
                List<String> lines = new ArrayList<>();
                for (int i = 0; i < 1_500; i++) {
                    lines.add(line(batch + "-" + i + "-".repeat(100), i % 50 == 0 ? "small" + i % 4 : "large"));
                }
                node.send("logs", CommitType.AUTO, lines);
            }
            node.send("logs", CommitType.FORCE, line("last", "large"));

            Map<Long, Integer> splits = new TreeMap<>();
            node.published(index).forEach(split -> splits.merge(split.metadata().partitionId(), 1, Integer::sum));
            assertThat(splits.values()).as("small ones have one split").contains(1);
            assertThat(splits.values()).as("the large one has several").anyMatch(count -> count > 1);
            assertThat(commitsOf(node, index)).hasSize(1);
            assertThat(tenants(node, index).values()).allMatch(each -> each.size() == 1);
            assertThat(node.publishedIds(index)).hasSize(45_001).doesNotHaveDuplicates();
            Eventually.isTrue("memory is given back", () -> node.service.memoryBytes() == 0);
        }
    }

    @Test
    void staysWithinLittleMemoryWithManyPartitions() {
        try (IndexingFixture node = new IndexingFixture(folder, TimeSource.SYSTEM, DataSize.ofMebibytes(8))) {
            IndexMetadata index = node.createIndex("logs", BY_TENANT);
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < 6_000; i++) {
                lines.add(line("d" + i, "t" + i % 150));
            }

            node.send("logs", CommitType.AUTO, lines);
            node.send("logs", CommitType.FORCE, line("last", "t0"));

            assertThat(node.publishedIds(index)).hasSize(6_001).doesNotHaveDuplicates();
            assertThat(tenants(node, index))
                    .hasSize(150)
                    .allSatisfy((id, each) -> assertThat(each).hasSize(1));
            assertThat(node.published(index).size())
                    .as("each is opened once for what is read together")
                    .isBetween(150, 310);
            Eventually.isTrue("memory is given back", () -> node.service.memoryBytes() == 0);
        }
    }

    @Test
    void publishesAllSplitsOfACommitOrNone() {
        FakeClock clock = new FakeClock();
        try (IndexingFixture node = new IndexingFixture(folder, clock, IndexingFixture.AMPLE_MEMORY)) {
            IndexMetadata index =
                    node.createIndex("logs", BY_TENANT + "indexing_settings:\n  commit_timeout_secs: 1\n");
            node.splitStorage.failAt(StorageOperation.PUT, 4, FaultyStorage.Fault.FAIL);
            node.send("logs", CommitType.AUTO, lines(0, 5));
            Eventually.isTrue("failed once", () -> {
                clock.advance(Duration.ofSeconds(1));
                node.service.wakeAll();
                long documents = node.publishedDocuments(index);
                assertThat(documents).isIn(0L, 5L);
                return documents == 5;
            });

            assertThat(node.statistics(index).counters().failures()).isEqualTo(1);
            assertThat(node.publishedIds(index)).containsExactlyInAnyOrder("d0", "d1", "d2", "d3", "d4");
            assertThat(node.published(index)).hasSize(5);
            assertThat(staged(node, index))
                    .as("named, for the garbage collector")
                    .hasSize(5);
        }
    }

    @Test
    void indexesOnceWhenTwoPipelinesReadOneSource() {
        try (IndexingFixture node = new IndexingFixture(folder);
                IndexingService rival = node.newService("node-2", IndexingFixture.AMPLE_MEMORY)) {
            IndexMetadata index = node.createIndex("logs", "doc_mapping:\n  partition_key: hash_mod(id, 7)\n");
            rival.start();
            DocumentLedger ledger = new DocumentLedger("rival");

            for (int round = 0; round < 15; round++) {
                List<String> ids = List.of(ledger.send(), ledger.send(), ledger.send());
                node.send(
                        "logs",
                        round % 4 == 3 ? CommitType.FORCE : CommitType.AUTO,
                        ids.stream().map(DocumentLedger::document).toList());
                ledger.acknowledge(ids);
            }
            node.send("logs", CommitType.FORCE, "{}");

            Eventually.isTrue("all published", () -> node.publishedDocuments(index) >= 46);
            assertThat(ledger.check(node.publishedIds(index)).toString())
                    .isEqualTo("0 lost [], 0 doubled [], 0 unknown []");
        }
    }

    private static List<String> lines(int from, int to) {
        List<String> lines = new ArrayList<>();
        for (int i = from; i < to; i++) {
            lines.add(line("d" + i, "t" + i));
        }
        return lines;
    }

    private static String line(String id, String tenant) {
        return "{\"id\":\"" + id + "\",\"tenant\":\"" + tenant + "\"}";
    }

    /// The tenants whose documents are in splits of each partition.
    private Map<Long, Set<String>> tenants(IndexingFixture node, IndexMetadata index) {
        Map<Long, Set<String>> tenants = new TreeMap<>();
        forEachSplit(node, index, (split, lines) -> {
            Set<String> found = tenants.computeIfAbsent(split.metadata().partitionId(), absent -> new TreeSet<>());
            for (String line : lines) {
                Matcher matcher = TENANT.matcher(line);
                found.add(matcher.find() ? matcher.group(1) : "");
            }
        });
        return tenants;
    }

    private List<List<String>> idsBySplit(IndexingFixture node, IndexMetadata index) {
        List<List<String>> ids = new ArrayList<>();
        forEachSplit(node, index, (split, lines) -> ids.add(PublishedDocuments.idsOf(lines)));
        return ids;
    }

    private interface SplitConsumer {
        void accept(Split split, List<String> lines);
    }

    private void forEachSplit(IndexingFixture node, IndexMetadata index, SplitConsumer consumer) {
        try (PublishedDocuments documents = new PublishedDocuments(folder.resolve("read"))) {
            for (Split split : node.published(index)) {
                documents.read(
                        node.splitStorage,
                        split,
                        reader -> consumer.accept(split, PublishedDocuments.lines(reader.leafReader())));
            }
        }
    }

    private Set<String> commitsOf(IndexingFixture node, IndexMetadata index) {
        Set<String> commits = new HashSet<>();
        try (PublishedDocuments documents = new PublishedDocuments(folder.resolve("read"))) {
            for (Split split : node.published(index)) {
                documents.read(
                        node.splitStorage,
                        split,
                        reader -> commits.add(reader.identity().commitId() + " of "
                                + reader.identity().splitsInCommit()));
            }
        }
        return commits;
    }

    private static List<Split> staged(IndexingFixture node, IndexMetadata index) {
        return node.metastore()
                .view()
                .splits(SplitQuery.builder()
                        .indexUids(List.of(index.uid()))
                        .states(SplitState.STAGED)
                        .build());
    }
}
