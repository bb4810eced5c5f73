package io.trawl.ingest;

import io.trawl.common.DataSize;
import io.trawl.common.IdGenerator;
import io.trawl.common.IndexUid;
import io.trawl.common.MemoryBudget;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.storage.Disk;
import io.trawl.storage.DiskFile;
import io.trawl.storage.ForgetfulDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A write-ahead log on a forgetful disk, and what can be read from it.
final class LogFixture {
    static final Path FOLDER = Path.of("/data/wal");
    static final ShardRef FIRST = shardRef("hdfs", "01JAAAAAAAAAAAAAAAAAAAAAAA");
    static final ShardRef SECOND = shardRef("nginx", "01JBBBBBBBBBBBBBBBBBBBBBBB");
    private static final IdGenerator IDS = new IdGenerator(TimeSource.SYSTEM);

    private LogFixture() {}

    static ShardRef shardRef(String index, String shardId) {
        return new ShardRef(new IndexUid(index, "01J00000000000000000000000"), "_ingest-source", shardId);
    }

    static ForgetfulDisk newDisk() {
        return new ForgetfulDisk().withDirectory(Path.of("/data"));
    }

    static WriteAheadLog newLog(Disk disk, IngestLimits limits) {
        return new WriteAheadLog(disk, FOLDER, limits, MemoryBudget.unlimited("test"), IDS);
    }

    static WriteAheadLog openLog(Disk disk, long segmentBytes) {
        WriteAheadLog log = newLog(disk, limits(segmentBytes));
        log.open();
        return log;
    }

    static IngestLimits limits(long segmentBytes) {
        return IngestLimits.DEFAULT.withSegmentSize(DataSize.ofBytes(segmentBytes));
    }

    static Shard newShard(ShardRef ref) {
        return new Shard(ref, 0, -1, MemoryBudget.unlimited("test"));
    }

    static DocumentBatch documents(String... lines) {
        byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        return DocumentBatch.split(bytes, 0, bytes.length);
    }

    static long append(WriteAheadLog log, Shard shard, String... lines) {
        WriteAheadLog.Batch batch = new WriteAheadLog.Batch(shard, documents(lines), false);
        return log.append(List.of(batch), RequestContext.background("test"))
                .getFirst()
                .firstPosition();
    }

    static WalScanner.Contents scan(Disk disk) {
        return newLog(disk, IngestLimits.DEFAULT).open();
    }

    /// Every readable document: shard, then position, then text.
    static Map<ShardRef, TreeMap<Long, String>> read(WalScanner.Contents contents) {
        Map<ShardRef, TreeMap<Long, String>> documents = new LinkedHashMap<>();
        for (WalScanner.Found found : contents.records()) {
            DocumentBatch batch = readRecord(found);
            TreeMap<Long, String> shard =
                    documents.computeIfAbsent(found.header().shard(), absent -> new TreeMap<>());
            for (int i = 0; i < batch.size(); i++) {
                shard.put(found.header().firstPosition() + i, text(batch, i));
            }
        }
        return documents;
    }

    static DocumentBatch readRecord(WalScanner.Found found) {
        try {
            return new WalRecord(found.segment(), found.header()).read();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    static String text(DocumentBatch batch, int index) {
        return new String(batch.bytes(), batch.start(index), batch.length(index), StandardCharsets.UTF_8);
    }

    /// The log's files by name.
    static TreeMap<String, byte[]> files(Disk disk) throws IOException {
        TreeMap<String, byte[]> files = new TreeMap<>();
        for (Disk.Entry entry : disk.list(FOLDER)) {
            try (DiskFile file = disk.open(FOLDER.resolve(entry.name()), Disk.OpenMode.READ)) {
                byte[] bytes = new byte[(int) entry.size()];
                file.read(ByteBuffer.wrap(bytes), 0);
                files.put(entry.name(), bytes);
            }
        }
        return files;
    }

    /// A disk with these files, one of them replaced.
    static ForgetfulDisk diskWith(Map<String, byte[]> files, String replaced, byte[] replacement) throws IOException {
        ForgetfulDisk disk = new ForgetfulDisk().withDirectory(FOLDER);
        for (Map.Entry<String, byte[]> entry : files.entrySet()) {
            byte[] bytes = entry.getKey().equals(replaced) ? replacement : entry.getValue();
            try (DiskFile file = disk.open(FOLDER.resolve(entry.getKey()), Disk.OpenMode.CREATE_NEW)) {
                file.write(ByteBuffer.wrap(bytes), 0);
            }
        }
        return disk;
    }

    /// The lines `prefix-0`, `prefix-1` and so on as JSON.
    static String[] lines(String prefix, int count) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add("{\"id\":\"" + prefix + "-" + i + "\"}");
        }
        return lines.toArray(String[]::new);
    }
}
