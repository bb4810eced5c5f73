package io.trawl.ingest;

import static io.trawl.ingest.LogFixture.FIRST;
import static io.trawl.ingest.LogFixture.SECOND;
import static io.trawl.ingest.LogFixture.append;
import static io.trawl.ingest.LogFixture.lines;
import static io.trawl.ingest.LogFixture.newDisk;
import static io.trawl.ingest.LogFixture.newShard;
import static io.trawl.ingest.LogFixture.openLog;
import static io.trawl.ingest.LogFixture.read;
import static io.trawl.ingest.LogFixture.scan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.DataSize;
import io.trawl.common.ErrorCode;
import io.trawl.common.Threads;
import io.trawl.common.TrawlException;
import io.trawl.storage.Disk;
import io.trawl.storage.DiskFile;
import io.trawl.storage.ForgetfulDisk;
import io.trawl.storage.OsDisk;
import io.trawl.testkit.TestSeed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WriteAheadLogTest {
    private static final long LARGE = 1 << 20;

    @Test
    void readsBackWhatWasAppended() {
        ForgetfulDisk disk = newDisk();
        WriteAheadLog log = openLog(disk, LARGE);
        Shard first = newShard(FIRST);
        Shard second = newShard(SECOND);

        assertThat(append(log, first, "a", "b")).isZero();
        assertThat(append(log, second, "c")).isZero();
        assertThat(append(log, first, "d")).isEqualTo(2);

        WalScanner.Contents contents = scan(disk.afterCrash());
        assertThat(read(contents))
                .isEqualTo(Map.of(
                        FIRST, new TreeMap<>(Map.of(0L, "a", 1L, "b", 2L, "d")),
                        SECOND, new TreeMap<>(Map.of(0L, "c"))));
        assertThat(contents.damages()).isEmpty();
        assertThat(contents.openShards()).as("it was not closed in order").isEmpty();
    }

    @Test
    void goesOnWhereItWasAfterAnOrderlyClose() {
        ForgetfulDisk disk = newDisk();
        WriteAheadLog log = openLog(disk, LARGE);
        append(log, newShard(FIRST), "a", "b");

        log.close(() -> Map.of(FIRST, 2L));

        assertThat(scan(disk.afterCrash()).openShards()).contains(Map.of(FIRST, 2L));
    }

    @Test
    void spreadsOverSegmentsAndDeletesThoseThatAreDone() throws IOException {
        ForgetfulDisk disk = newDisk();
        WriteAheadLog log = openLog(disk, 600);
        Shard shard = newShard(FIRST);
        for (int i = 0; i < 40; i++) {
            append(log, shard, lines("doc" + i, 3));
        }
        int before = disk.list(LogFixture.FOLDER).size();
        assertThat(before).isGreaterThan(5);
        assertThat(read(scan(disk.afterCrash())).get(FIRST)).hasSize(120);

        shard.advanceTo(59);
        log.deleteDoneSegments();

        assertThat(disk.list(LogFixture.FOLDER).size()).isLessThan(before);
        WalScanner.Contents contents = scan(disk.afterCrash());
        assertThat(read(contents).get(FIRST).tailMap(60L)).hasSize(60);
        assertThat(contents.damages()).isEmpty();
    }

    @Test
    void sharesForcesAmongConcurrentAppends(@TempDir Path folder) throws Exception {
        WriteAheadLog log = new WriteAheadLog(
                new SlowForceDisk(),
                folder.resolve("wal"),
                LogFixture.limits(LARGE),
                io.trawl.common.MemoryBudget.unlimited("test"),
                new io.trawl.common.IdGenerator(io.trawl.common.TimeSource.SYSTEM));
        log.open();
        Shard shard = newShard(FIRST);
        List<Future<Long>> positions = new ArrayList<>();

        try (ExecutorService executor = Threads.virtual("append")) {
            for (int i = 0; i < 400; i++) {
                int number = i;
                positions.add(executor.submit(() -> append(log, shard, "doc" + number)));
            }
        }

        Set<Long> distinct = new HashSet<>();
        for (Future<Long> position : positions) {
            distinct.add(position.get());
        }
        assertThat(distinct).hasSize(400);
        assertThat(log.appends()).isEqualTo(400);
        assertThat(log.forces()).isLessThan(200);
        assertThat(shard.unpublishedDocuments()).isEqualTo(400);
    }

    @Test
    void refusesOnAFullDiskAndGoesOnWhenThereIsRoom() {
        ForgetfulDisk disk = newDisk();
        WriteAheadLog log = openLog(disk, LARGE);
        Shard shard = newShard(FIRST);
        append(log, shard, "a");
        disk.limit(1_000);

        assertThatThrownBy(() -> append(log, shard, "x".repeat(5_000)))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE))
                .hasMessageContaining("No space left on device")
                .hasMessageContaining("free the disk");
        assertThatThrownBy(() -> append(log, shard, "y".repeat(5_000))).isInstanceOf(TrawlException.class);
        disk.limit(Long.MAX_VALUE);
        long position = append(log, shard, "b");

        assertThat(position)
                .as("positions that were refused are not used again")
                .isEqualTo(3);
        WalScanner.Contents contents = scan(disk.afterCrash());
        assertThat(read(contents)).isEqualTo(Map.of(FIRST, new TreeMap<>(Map.of(0L, "a", 3L, "b"))));
        assertThat(contents.damages()).isEmpty();
        assertThat(log.failure()).isNull();
    }

    @Test
    void stopsForGoodOnceAForceFailed() {
        ForgetfulDisk disk = newDisk();
        WriteAheadLog log = openLog(disk, LARGE);
        Shard shard = newShard(FIRST);
        append(log, shard, "a");
        disk.failAt(disk.operations() + 2, new IOException("Input/output error"));

        assertThatThrownBy(() -> append(log, shard, "b"))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE))
                .hasMessageContaining("ingest has stopped")
                .hasMessageContaining("Input/output error");
        assertThatThrownBy(() -> append(log, shard, "c")).hasMessageContaining("ingest has stopped");
        log.close(() -> Map.of(FIRST, 1L));

        WalScanner.Contents contents = scan(disk.afterCrash());
        assertThat(read(contents)).isEqualTo(Map.of(FIRST, new TreeMap<>(Map.of(0L, "a"))));
        assertThat(contents.openShards()).isEmpty();
        assertThat(shard.unpublishedDocuments()).isEqualTo(1);
    }

    @Test
    void refusesPastItsLimitUntilDocumentsArePublished() {
        ForgetfulDisk disk = newDisk();
        IngestLimits limits = LogFixture.limits(2_000).withMaxQueueDiskUsage(DataSize.ofBytes(20_000));
        WriteAheadLog log = LogFixture.newLog(disk, limits);
        log.open();
        Shard shard = newShard(FIRST);
        String line = "x".repeat(500);

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        append(log, shard, line);
                    }
                })
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS))
                .hasMessageContaining("max_queue_disk_usage");

        shard.advanceTo(Long.MAX_VALUE);
        log.deleteDoneSegments();
        append(log, shard, line);
        assertThat(log.diskBytes()).isLessThan(10_000);
    }

    @Test
    void refusesAFormatFromTheFuture() throws IOException {
        ForgetfulDisk disk = newDisk();
        append(openLog(disk, LARGE), newShard(FIRST), "a");
        TreeMap<String, byte[]> files = LogFixture.files(disk);
        byte[] newer = files.firstEntry().getValue().clone();
        newer[8] = 2;
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(newer, 0, 12);
        crc.update(newer, 16, 48);
        ByteBuffer.wrap(newer).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(12, (int) crc.getValue());

        assertThatThrownBy(() -> scan(LogFixture.diskWith(files, files.firstKey(), newer)))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNKNOWN_VERSION))
                .hasMessageContaining("version 2");
    }

    @Test
    void keepsWhatItAcknowledgedWhereverTheDiskCrashes() {
        TestSeed seed = TestSeed.next("keepsWhatItAcknowledgedWhereverTheDiskCrashes");
        ForgetfulDisk whole = newDisk();
        List<String> all = run(whole, new ArrayList<>());
        for (long crashAt = 1; crashAt <= whole.operations(); crashAt++) {
            ForgetfulDisk disk = newDisk();
            disk.crashAt(crashAt);
            List<String> acknowledged = run(disk, new ArrayList<>());
            for (int round = 0; round < 4; round++) {
                Random random = seed.random((int) crashAt * 10 + round);
                ForgetfulDisk survivor = round == 0 ? disk.afterCrash() : disk.afterCrash(random);

                WalScanner.Contents contents = scan(survivor);

                Set<String> found = new HashSet<>();
                read(contents).values().forEach(documents -> found.addAll(documents.values()));
                assertThat(found).as("crash at operation %d", crashAt).containsAll(acknowledged);
                assertThat(all).containsAll(found);
            }
        }
    }

    @Test
    void keepsWhatItAcknowledgedToManyAtOnceWhenTheDiskCrashes() throws Exception {
        TestSeed seed = TestSeed.next("keepsWhatItAcknowledgedToManyAtOnceWhenTheDiskCrashes");
        for (int round = 0; round < 60; round++) {
            Random random = seed.random(round);
            ForgetfulDisk disk = newDisk();
            WriteAheadLog log = openLog(disk, 2_000);
            disk.crashAt(disk.operations() + 1 + random.nextInt(60));
            Shard shard = newShard(FIRST);
            Map<Long, String> acknowledged = new ConcurrentHashMap<>();
            try (ExecutorService executor = Threads.virtual("append")) {
                for (int writer = 0; writer < 8; writer++) {
                    String name = "writer" + writer;
                    executor.execute(() -> appendUntilRefused(log, shard, name, acknowledged));
                }
            }

            TreeMap<Long, String> found = read(scan(round % 2 == 0 ? disk.afterCrash() : disk.afterCrash(random)))
                    .getOrDefault(FIRST, new TreeMap<>());

            assertThat(found).as("round %d", round).containsAllEntriesOf(acknowledged);
        }
    }

    private static void appendUntilRefused(
            WriteAheadLog log, Shard shard, String name, Map<Long, String> acknowledged) {
        try {
            for (int i = 0; i < 200; i++) {
                String line = name + "-" + i;
                acknowledged.put(append(log, shard, line), line);
            }
        } catch (TrawlException crashed) {
            assertThat(crashed.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        }
    }

    /// Appends, publishes and closes; gives what was acknowledged and is not published.
    private static List<String> run(ForgetfulDisk disk, List<String> acknowledged) {
        try {
            WriteAheadLog log = openLog(disk, 500);
            Shard first = newShard(FIRST);
            Shard second = newShard(SECOND);
            for (int i = 0; i < 12; i++) {
                String[] lines = lines("doc" + i, 1 + i % 3);
                append(log, i % 2 == 0 ? first : second, lines);
                acknowledged.addAll(Arrays.asList(lines));
            }
            log.close(Map::of);
        } catch (TrawlException crashed) {
            assertThat(disk.hasCrashed()).isTrue();
        }
        return acknowledged;
    }

    /// Takes a while to force, as disks do, so that appends have company.
    private static final class SlowForceDisk implements Disk {
        private final OsDisk delegate = new OsDisk();

        @Override
        public DiskFile open(Path file, OpenMode mode) throws IOException {
            DiskFile opened = delegate.open(file, mode);
            return new DiskFile() {
                @Override
                public long size() throws IOException {
                    return opened.size();
                }

                @Override
                public int read(ByteBuffer target, long position) throws IOException {
                    return opened.read(target, position);
                }

                @Override
                public void write(ByteBuffer source, long position) throws IOException {
                    opened.write(source, position);
                }

                @Override
                public void truncate(long size) throws IOException {
                    opened.truncate(size);
                }

                @Override
                public void force() throws IOException {
                    java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
                    opened.force();
                }

                @Override
                public void close() throws IOException {
                    opened.close();
                }
            };
        }

        @Override
        public boolean exists(Path path) {
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
