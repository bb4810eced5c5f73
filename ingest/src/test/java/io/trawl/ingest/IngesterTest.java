package io.trawl.ingest;

import static io.trawl.ingest.IngestFixture.context;
import static io.trawl.ingest.IngestFixture.unpublished;
import static io.trawl.ingest.LogFixture.documents;
import static io.trawl.ingest.LogFixture.newDisk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.CheckpointDelta;
import io.trawl.common.DataSize;
import io.trawl.common.ErrorCode;
import io.trawl.common.MemoryBudget;
import io.trawl.common.Position;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.common.TrawlException;
import io.trawl.config.SourceConfig;
import io.trawl.ingest.IngestClient.PersistRequest;
import io.trawl.ingest.IngestClient.PersistedRange;
import io.trawl.ingest.IngestClient.ShardRecord;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.PublishRequest;
import io.trawl.storage.Disk;
import io.trawl.storage.ForgetfulDisk;
import io.trawl.testkit.Eventually;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class IngesterTest {
    private final IngestFixture fixture = new IngestFixture();
    private IndexMetadata index = fixture.createIndex("logs", "doc_mapping: {}\n");

    @BeforeEach
    void quietly() {
        assertThat(index.indexId()).isEqualTo("logs");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void givesBackWhatItTookInOrderAndOnce() {
        Ingester ingester = fixture.ingester(newDisk());

        PersistedRange first = persist(ingester, "a", "b");
        PersistedRange second = persist(ingester, "c");

        assertThat(second.shard()).isEqualTo(first.shard());
        assertThat(second.firstPosition()).isEqualTo(first.lastPosition() + 1);
        assertThat(texts(ingester.fetch(first.shard(), -1, 1, context()))).containsExactly("a", "b");
        assertThat(texts(ingester.fetch(first.shard(), 1, 1 << 20, context()))).containsExactly("c");
        assertThat(texts(ingester.fetch(first.shard(), -1, 1 << 20, context()))).containsExactly("a", "b", "c");
        assertThat(ingester.fetch(first.shard(), 2, 1, context())).isEmpty();
    }

    @Test
    void goesOnWithItsShardAfterAnOrderlyClose() {
        ForgetfulDisk disk = newDisk();
        Ingester ingester = fixture.ingester(disk);
        PersistedRange before = persist(ingester, "a", "b");
        ingester.close();

        Ingester restarted = fixture.ingester(disk.afterCrash());
        PersistedRange after = persist(restarted, "c");

        assertThat(after.shard()).isEqualTo(before.shard());
        assertThat(after.firstPosition()).isEqualTo(2);
        assertThat(unpublished(restarted, index)).containsExactly("a", "b", "c");
    }

    @Test
    void opensANewShardAfterACrashAndKeepsTheOldOneReadable() {
        ForgetfulDisk disk = newDisk();
        PersistedRange before = persist(fixture.ingester(disk), "a", "b");

        Ingester restarted = fixture.ingester(disk.afterCrash());
        PersistedRange after = persist(restarted, "c");

        assertThat(after.shard()).isNotEqualTo(before.shard());
        assertThat(unpublished(restarted, index)).containsExactly("a", "b", "c");
        restarted.truncate(before.shard(), before.lastPosition());
        assertThat(restarted.shards(index.uid(), SourceConfig.INGEST_SOURCE_ID)).containsExactly(after.shard());
    }

    @Test
    void forgetsAtStartWhatWasPublished() {
        ForgetfulDisk disk = newDisk();
        PersistedRange range = persist(fixture.ingester(disk), "a", "b");
        persist(fixture.ingester(disk), "c");
        publish(range.shard(), Position.BEGINNING, Position.offset(1));

        Ingester restarted = fixture.ingester(disk.afterCrash());

        assertThat(unpublished(restarted, index)).containsExactly("c");
    }

    @Test
    void doesNotBringBackWhatWasClearedAfterACrash() {
        ForgetfulDisk disk = newDisk();
        Ingester ingester = fixture.ingester(disk);
        PersistedRange range = persist(ingester, "a", "b");
        publish(range.shard(), Position.BEGINNING, Position.offset(1));
        ingester.truncate(range.shard(), 1);
        long forces = ingester.statistics().forces();

        fixture.metastore().clearIndex(index.uid(), context());
        Eventually.isTrue("noted", () -> ingester.statistics().forces() > forces);
        persist(ingester, "c");

        assertThat(unpublished(fixture.ingester(disk.afterCrash()), index)).containsExactly("c");
    }

    @Test
    void doesNotBringBackWhatWasClearedFromAShardThatWasDoneWith() {
        ForgetfulDisk disk = newDisk();
        IndexMetadata other = fixture.createIndex("other", "doc_mapping: {}\n");
        Ingester first = fixture.ingester(disk);
        PersistedRange range = persist(first, "a", "b");
        PersistRequest kept = new PersistRequest(other.uid(), SourceConfig.INGEST_SOURCE_ID, documents("kept"), false);
        first.persist(List.of(kept), context());
        // After a crash the shard takes no more, and what it has is published: nothing but the log knows of it.
        ForgetfulDisk crashed = disk.afterCrash();
        Ingester second = fixture.ingester(crashed);
        publish(range.shard(), Position.BEGINNING, Position.offset(1));
        second.truncate(range.shard(), 1);
        assertThat(unpublished(second, index)).isEmpty();
        long forces = second.statistics().forces();

        fixture.metastore().clearIndex(index.uid(), context());
        Eventually.isTrue(
                "noted", Duration.ofSeconds(2), () -> second.statistics().forces() > forces);

        Ingester third = fixture.ingester(crashed.afterCrash());
        assertThat(unpublished(third, index)).isEmpty();
        assertThat(unpublished(third, other)).containsExactly("kept");
    }

    @Test
    void dropsTheShardsOfADeletedIndex() {
        ForgetfulDisk disk = newDisk();
        Ingester ingester = fixture.ingester(disk);
        persist(ingester, "a");

        fixture.metastore().deleteIndex(index.uid(), context());

        Eventually.isTrue("dropped", () -> ingester.statistics().shards() == 0);
        index = fixture.createIndex("logs", "doc_mapping: {}\n");
        assertThat(fixture.ingester(disk.afterCrash()).statistics().shards()).isZero();
    }

    @Test
    void releasesWhoeverWaitsForAPublish() throws Exception {
        Ingester ingester = fixture.ingester(newDisk());
        PersistedRange range = persist(ingester, "a", "b");
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread waiter = Threads.startVirtual("waiter", () -> {
            try {
                ingester.awaitPublished(List.of(range), context());
            } catch (RuntimeException thrown) {
                failure.set(thrown);
            }
        });

        ingester.truncate(range.shard(), 0);
        assertThat(waiter.isAlive()).isTrue();
        ingester.truncate(range.shard(), 1);

        waiter.join();
        assertThat(failure.get()).isNull();
    }

    @Test
    void stopsWaitingAtTheDeadlineAndWhenTheIndexIsGone() {
        Ingester ingester = fixture.ingester(newDisk());
        PersistedRange range = persist(ingester, "a");
        RequestContext soon = RequestContext.interactive("test", Duration.ofMillis(20));

        assertThatThrownBy(() -> ingester.awaitPublished(List.of(range), soon))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.TIMEOUT))
                .hasMessageContaining("stored");
        Thread deleter =
                Threads.startVirtual("delete", () -> fixture.metastore().deleteIndex(index.uid(), context()));
        assertThat(deleter).isNotNull();
        assertNotFound(ingester, range);
        Eventually.isTrue("dropped", () -> ingester.statistics().shards() == 0);
        assertNotFound(ingester, range);
    }

    private static void assertNotFound(Ingester ingester, PersistedRange range) {
        assertThatThrownBy(() -> ingester.awaitPublished(List.of(range), context()))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void neverGivesAPositionTwiceWhateverTheLogLost() throws IOException {
        ForgetfulDisk disk = newDisk();
        Ingester ingester = fixture.ingester(disk, LogFixture.limits(400));
        Set<String> given = new HashSet<>();
        for (int i = 0; i < 6; i++) {
            note(given, persist(ingester, LogFixture.lines("doc" + i, 2)));
        }
        ingester.close();
        TreeMap<String, byte[]> files = LogFixture.files(disk);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            for (int length = 0; length < file.getValue().length; length += 3) {
                byte[] cut = java.util.Arrays.copyOf(file.getValue(), length);
                assertNewPositions(LogFixture.diskWith(files, file.getKey(), cut), given);
                byte[] flipped = file.getValue().clone();
                flipped[length] ^= 16;
                assertNewPositions(LogFixture.diskWith(files, file.getKey(), flipped), given);
            }
        }
    }

    private void assertNewPositions(Disk disk, Set<String> given) {
        Ingester ingester = new Ingester(
                fixture.metastore(),
                disk,
                IngestFixture.WAL,
                IngestLimits.DEFAULT,
                MemoryBudget.unlimited("node"),
                IngestFixture.IDS);
        ingester.start(context());
        Set<String> again = new HashSet<>();
        note(again, persist(ingester, "x"));
        assertThat(again).doesNotContainAnyElementsOf(given);
        ingester.close();
    }

    private static void note(Set<String> positions, PersistedRange range) {
        for (long position = range.firstPosition(); position <= range.lastPosition(); position++) {
            positions.add(range.shard() + "@" + position);
        }
    }

    @Test
    void reportsDamageThatMattersAndGoesOnWithTheRest() throws IOException {
        ForgetfulDisk disk = newDisk();
        Ingester ingester = fixture.ingester(disk);
        PersistedRange first = persist(ingester, "a");
        PersistedRange second = persist(ingester, "b");
        persist(ingester, "c");
        TreeMap<String, byte[]> files = LogFixture.files(disk);
        WalScanner.Found victim = LogFixture.scan(disk).records().get(1);
        byte[] damaged = files.firstEntry().getValue().clone();
        damaged[(int) victim.header().end() - 1] ^= 1;

        Ingester restarted = fixture.ingester(LogFixture.diskWith(files, files.firstKey(), damaged));

        assertThat(unpublished(restarted, index)).containsExactly("a", "c");
        assertThat(restarted.damages()).hasSize(1);
        assertThat(restarted.damages().getFirst().lost())
                .containsExactly(
                        new WalDamage.LostPositions(first.shard(), second.firstPosition(), second.lastPosition()));
    }

    @Test
    void keepsFewDocumentsInMemoryAndReadsTheRestFromTheLog() {
        IngestLimits limits = IngestLimits.DEFAULT.withMaxQueueMemoryUsage(DataSize.ofKibibytes(128));
        Ingester ingester = fixture.ingester(newDisk(), limits);
        for (int i = 0; i < 200; i++) {
            persist(ingester, "x".repeat(1_000) + i);
        }

        assertThat(ingester.statistics().retainedBytes()).isBetween(1L, 32L << 10);
        List<String> found = unpublished(ingester, index);
        assertThat(found).hasSize(200);
        assertThat(found.get(199)).endsWith("x199");
        assertThat(ingester.statistics().retainedBytes()).isZero();
    }

    private PersistedRange persist(Ingester ingester, String... lines) {
        PersistRequest request =
                new PersistRequest(index.uid(), SourceConfig.INGEST_SOURCE_ID, documents(lines), false);
        return ingester.persist(List.of(request), context()).getFirst();
    }

    private void publish(ShardRef shard, Position from, Position to) {
        CheckpointDelta delta = CheckpointDelta.of(shard.sourceId(), shard.shardId(), from, to);
        fixture.metastore().publishSplits(PublishRequest.of(index.uid(), List.of(), delta), context());
    }

    private static List<String> texts(List<ShardRecord> records) {
        return records.stream()
                .flatMap(record -> java.util.stream.IntStream.range(
                                0, record.documents().size())
                        .mapToObj(i -> LogFixture.text(record.documents(), i)))
                .toList();
    }
}
