package io.trawl.ingest;

import static io.trawl.ingest.LogFixture.FIRST;
import static io.trawl.ingest.LogFixture.SECOND;
import static io.trawl.ingest.LogFixture.append;
import static io.trawl.ingest.LogFixture.newDisk;
import static io.trawl.ingest.LogFixture.newShard;
import static io.trawl.ingest.LogFixture.openLog;
import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.DataSize;
import io.trawl.common.MemoryBudget;
import io.trawl.common.Threads;
import io.trawl.storage.Disk;
import io.trawl.storage.DiskFile;
import io.trawl.storage.ForgetfulDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What becomes of segments, and of the memory for knowing what is in them, once nobody wants them any more.
final class WalDeletionTest {
    private static final long ONE_APPEND = 100;

    @Test
    void goesOnWritingWhileTheDiskTakesItsTimeToDelete() throws Exception {
        SlowToDelete disk = new SlowToDelete(newDisk());
        WriteAheadLog log = openLog(disk, ONE_APPEND);
        Shard shard = newShard(FIRST);
        append(log, shard, "a");
        append(log, shard, "b");
        shard.advanceTo(1);
        Thread deleter = Threads.startVirtual("delete", log::deleteDoneSegments);
        assertThat(disk.isAsked.await(10, TimeUnit.SECONDS)).isTrue();

        CountDownLatch isAppended = new CountDownLatch(1);
        Thread writer = Threads.startVirtual("append", () -> {
            append(log, shard, "c");
            append(log, shard, "d");
            isAppended.countDown();
        });

        assertThat(isAppended.await(10, TimeUnit.SECONDS)).isTrue();
        disk.mayDelete.countDown();
        deleter.join();
        writer.join();
        assertThat(LogFixture.files(disk)).hasSize(2);
        assertThat(shard.unpublishedDocuments()).isEqualTo(2);
    }

    @Test
    void deletesASegmentWhoseDocumentsAreLostOnceTheOthersArePublished() throws IOException {
        ForgetfulDisk disk = newDisk();
        WriteAheadLog log = openLog(disk, ONE_APPEND);
        Shard damaged = newShard(FIRST);
        Shard whole = newShard(SECOND);
        append(log, damaged, "a");
        append(log, damaged, "b");
        append(log, whole, "c");
        List<WalRecord> records = damaged.recordsAfter(-1, Long.MAX_VALUE);
        assertThat(records).hasSize(2);

        assertThat(damaged.remove(records.getFirst())).isTrue();
        assertThat(damaged.remove(records.getFirst())).isFalse();
        log.deleteDoneSegments();

        assertThat(LogFixture.files(disk))
                .as("what is left of it is not published")
                .hasSize(2);
        assertThat(damaged.unpublishedDocuments()).isEqualTo(1);
    }

    @Test
    void chargesForTheRecordsThatItFindsAtStart() {
        try (IngestFixture fixture = new IngestFixture()) {
            var index = fixture.createIndex("logs", "doc_mapping: {}\n");
            ForgetfulDisk disk = newDisk();
            Ingester before = fixture.ingester(disk);
            IngestClient.PersistedRange last = persist(before, index);
            for (int i = 1; i < 2_000; i++) {
                last = persist(before, index);
            }

            MemoryBudget node = MemoryBudget.unlimited("node");
            Ingester after = new Ingester(
                    fixture.metastore(),
                    disk.afterCrash(),
                    IngestFixture.WAL,
                    IngestLimits.DEFAULT,
                    node,
                    IngestFixture.IDS);
            after.start(IngestFixture.context());

            assertThat(node.used()).isGreaterThanOrEqualTo(2_000L * WalRecord.INDEX_BYTES);
            after.truncate(last.shard(), last.lastPosition());
            assertThat(node.used()).isLessThan(DataSize.ofKibibytes(256).bytes());
        }
    }

    private static IngestClient.PersistedRange persist(Ingester ingester, io.trawl.metastore.IndexMetadata index) {
        IngestClient.PersistRequest request = new IngestClient.PersistRequest(
                index.uid(), io.trawl.config.SourceConfig.INGEST_SOURCE_ID, LogFixture.documents("x"), false);
        return ingester.persist(List.of(request), IngestFixture.context()).getFirst();
    }

    /// Deletes when it is told to.
    private static final class SlowToDelete implements Disk {
        private final Disk delegate;
        private final CountDownLatch isAsked = new CountDownLatch(1);
        private final CountDownLatch mayDelete = new CountDownLatch(1);

        SlowToDelete(Disk delegate) {
            this.delegate = delegate;
        }

        @Override
        public DiskFile open(Path file, OpenMode mode) throws IOException {
            return delegate.open(file, mode);
        }

        @Override
        public boolean exists(Path path) throws IOException {
            return delegate.exists(path);
        }

        @Override
        public Entry stat(Path path) throws IOException {
            return delegate.stat(path);
        }

        @Override
        public void createDirectory(Path directory) throws IOException {
            delegate.createDirectory(directory);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            delegate.rename(from, to);
        }

        @Override
        public boolean linkIfAbsent(Path existing, Path link) throws IOException {
            return delegate.linkIfAbsent(existing, link);
        }

        @Override
        public boolean deleteIfExists(Path path) throws IOException {
            isAsked.countDown();
            try {
                mayDelete.await();
            } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
            }
            return delegate.deleteIfExists(path);
        }

        @Override
        public List<Entry> list(Path directory) throws IOException {
            return delegate.list(directory);
        }

        @Override
        public void forceDirectory(Path directory) throws IOException {
            delegate.forceDirectory(directory);
        }
    }
}
