package io.trawl.ingest;

import static io.trawl.ingest.LogFixture.FIRST;
import static io.trawl.ingest.LogFixture.SECOND;
import static io.trawl.ingest.LogFixture.append;
import static io.trawl.ingest.LogFixture.diskWith;
import static io.trawl.ingest.LogFixture.lines;
import static io.trawl.ingest.LogFixture.newDisk;
import static io.trawl.ingest.LogFixture.newShard;
import static io.trawl.ingest.LogFixture.openLog;
import static io.trawl.ingest.LogFixture.read;
import static io.trawl.ingest.LogFixture.scan;
import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.ingest.WalDamage.LostPositions;
import io.trawl.storage.ForgetfulDisk;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Cuts a small log, and flips a bit of it, at every byte.
final class WalDamageTest {
    private TreeMap<String, byte[]> files = new TreeMap<>();
    private List<WalScanner.Found> records = List.of();
    private Map<ShardRef, TreeMap<Long, String>> documents = Map.of();

    @BeforeEach
    void writeLog() throws IOException {
        ForgetfulDisk disk = newDisk();
        WriteAheadLog log = openLog(disk, 800);
        Shard first = newShard(FIRST);
        Shard second = newShard(SECOND);
        for (int i = 0; i < 11; i++) {
            append(log, i % 3 == 1 ? second : first, lines("doc" + i, 1 + i % 3));
        }
        log.close(() -> Map.of(FIRST, first.nextPosition(), SECOND, second.nextPosition()));
        files = LogFixture.files(disk);
        WalScanner.Contents contents = scan(disk);
        records = contents.records();
        documents = read(contents);
        assertThat(files.size()).isEqualTo(3);
        assertThat(records).hasSize(11);
        assertThat(contents.damages()).isEmpty();
        assertThat(contents.openShards()).isPresent();
    }

    @Test
    void survivesAFlippedBitAtEveryByte() throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            for (int at = 0; at < file.getValue().length; at++) {
                for (int bit = 0; bit < 8; bit++) {
                    byte[] damaged = file.getValue().clone();
                    damaged[at] ^= (byte) (1 << bit);

                    WalScanner.Contents contents = scan(diskWith(files, file.getKey(), damaged));

                    checkFlipped(contents, file.getKey(), at);
                }
            }
        }
    }

    private void checkFlipped(WalScanner.Contents contents, String file, int at) {
        String where = file + " byte " + at;
        assertThat(contents.openShards()).as(where).isEmpty();
        assertThat(contents.damages()).as(where).isNotEmpty();
        Map<ShardRef, TreeMap<Long, String>> readable = read(contents);
        for (WalScanner.Found record : records) {
            boolean isHit = WalFormat.fileName(record.header().segment()).equals(file)
                    && record.header().offset() <= at
                    && at < record.header().end();
            if (isHit) {
                assertReported(contents, record, where);
            } else {
                assertReadable(readable, record, where);
            }
        }
        assertNothingInvented(readable, where);
    }

    @Test
    void survivesACutAtEveryByte() throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            boolean isNewest = file.getKey().equals(files.lastKey());
            for (int length = 0; length < file.getValue().length; length++) {
                byte[] cut = Arrays.copyOf(file.getValue(), length);

                WalScanner.Contents contents = scan(diskWith(files, file.getKey(), cut));

                checkCut(contents, file.getKey(), length, isNewest);
            }
        }
    }

    private void checkCut(WalScanner.Contents contents, String file, int length, boolean isNewest) {
        String where = file + " cut to " + length;
        assertThat(contents.openShards()).as(where).isEmpty();
        Map<ShardRef, TreeMap<Long, String>> readable = read(contents);
        for (WalScanner.Found record : records) {
            boolean isHere = WalFormat.fileName(record.header().segment()).equals(file);
            if (!isHere || record.header().end() <= length) {
                assertReadable(readable, record, where);
            } else if (!isNewest) {
                assertReported(contents, record, where);
            }
        }
        if (isNewest) {
            assertThat(contents.damages()).as(where).allMatch(WalDamage::isTail);
        }
        assertNothingInvented(readable, where);
    }

    @Test
    void survivesTheLossOfAnyFile() throws IOException {
        for (String lost : files.keySet()) {
            TreeMap<String, byte[]> rest = new TreeMap<>(files);
            rest.remove(lost);

            WalScanner.Contents contents = scan(diskWith(rest, "", new byte[0]));

            Map<ShardRef, TreeMap<Long, String>> readable = read(contents);
            for (WalScanner.Found record : records) {
                if (!WalFormat.fileName(record.header().segment()).equals(lost)) {
                    assertReadable(readable, record, lost);
                }
            }
            boolean isOldest = lost.equals(files.firstKey());
            boolean isNewest = lost.equals(files.lastKey());
            assertThat(contents.openShards().isPresent()).isEqualTo(isOldest);
            assertThat(contents.damages().isEmpty()).isEqualTo(isOldest || isNewest);
        }
    }

    @Test
    void reportsShardAndPositionsOfDamageInTheMiddle() throws IOException {
        WalScanner.Found victim = records.get(3);
        String file = WalFormat.fileName(victim.header().segment());
        byte[] damaged = files.get(file).clone();
        int header = (int) victim.header().offset() + 60;
        damaged[header] ^= 4;

        WalScanner.Contents contents = scan(diskWith(files, file, damaged));

        assertThat(contents.damages()).hasSize(1);
        WalDamage damage = contents.damages().getFirst();
        assertThat(damage.isTail()).isFalse();
        assertThat(damage.from()).isEqualTo(victim.header().offset());
        assertThat(damage.to()).isEqualTo(victim.header().end());
        assertThat(damage.lost())
                .contains(new LostPositions(
                        victim.header().shard(),
                        victim.header().firstPosition(),
                        victim.header().lastPosition()));
        assertThat(damage.toString()).contains(FIRST.shardId()).contains("positions");
    }

    @Test
    void takesNoDocumentForARecord() throws IOException {
        ForgetfulDisk disk = newDisk();
        WriteAheadLog log = openLog(disk, 1 << 20);
        Shard shard = newShard(FIRST);
        append(log, shard, "{\"id\":1}");
        WalScanner.Found genuine = scan(disk).records().getFirst();
        byte[] segment = LogFixture.files(disk).firstEntry().getValue();
        byte[] copy = Arrays.copyOfRange(
                segment, (int) genuine.header().offset(), (int) genuine.header().end());
        log.append(
                List.of(new WriteAheadLog.Batch(shard, DocumentBatch.split(copy, 0, copy.length), false)),
                io.trawl.common.RequestContext.background("test"));
        append(log, shard, "{\"id\":3}");
        TreeMap<String, byte[]> forged = LogFixture.files(disk);
        byte[] damaged = forged.firstEntry().getValue().clone();
        damaged[(int) genuine.header().end() + 5] ^= 1;

        WalScanner.Contents contents = scan(diskWith(forged, forged.firstKey(), damaged));

        assertThat(contents.records()).hasSize(2);
        assertThat(contents.damages()).hasSize(1);
    }

    private void assertReadable(Map<ShardRef, TreeMap<Long, String>> readable, WalScanner.Found record, String where) {
        ShardRef shard = record.header().shard();
        long first = record.header().firstPosition();
        long last = record.header().lastPosition();
        assertThat(readable).as(where).containsKey(shard);
        assertThat(readable.get(shard).subMap(first, true, last, true))
                .as(where)
                .isEqualTo(documents.get(shard).subMap(first, true, last, true));
    }

    private static void assertReported(WalScanner.Contents contents, WalScanner.Found record, String where) {
        boolean isReported = contents.damages().stream()
                .flatMap(damage -> damage.lost().stream())
                .anyMatch(lost -> lost.shard().equals(record.header().shard())
                        && lost.first() <= record.header().firstPosition()
                        && lost.last() >= record.header().lastPosition());
        boolean isFirstOfItsShard = record.header().firstPosition() == 0;
        boolean isTail = contents.damages().stream().anyMatch(WalDamage::isTail);
        assertThat(isReported || isFirstOfItsShard || isTail)
                .as(
                        "%s: %s positions %d to %d are reported in %s",
                        where,
                        record.header().shard(),
                        record.header().firstPosition(),
                        record.header().lastPosition(),
                        contents.damages())
                .isTrue();
    }

    private void assertNothingInvented(Map<ShardRef, TreeMap<Long, String>> readable, String where) {
        readable.forEach((shard, found) -> found.forEach(
                (position, text) -> assertThat(documents.get(shard)).as(where).containsEntry(position, text)));
    }
}
