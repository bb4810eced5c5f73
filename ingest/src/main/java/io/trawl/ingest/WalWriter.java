package io.trawl.ingest;

import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.TrawlException;
import io.trawl.ingest.WalFormat.RecordHeader;
import io.trawl.storage.Disk;
import io.trawl.storage.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts records into segments: writes, forces, starts new segments, deletes old ones.
///
/// [#write] is called by one thread at a time; the log sees to that.
final class WalWriter {
    private static final Logger LOG = LoggerFactory.getLogger(WalWriter.class);
    /// What goes to the disk in one call. Of native memory, since a write from the heap is copied there
    /// anyway.
    private static final int BUFFER_BYTES = 256 << 10;

    private final Disk disk;
    private final Path directory;
    private final long segmentBytes;
    private final IdGenerator ids;
    private @Nullable ByteBuffer buffer;
    private long logId;
    private long lastNumber;
    private @Nullable WalSegment active;
    /// The newest segment that nothing is written to any more.
    private @Nullable WalSegment lastSealed;
    /// Segments that are only read, oldest first. Guarded by itself.
    private final Deque<WalSegment> sealed = new ArrayDeque<>();
    /// Held by whoever deletes segments, so that the disk's time is not that of the one who writes.
    private final ReentrantLock deletion = new ReentrantLock();
    /// Written under `sealed`.
    private volatile long sealedBytes;
    private volatile long activeBytes;
    private boolean wasWritten;

    /// What was written may not be on the disk, and nobody can find out.
    static final class ForceFailedException extends IOException {
        ForceFailedException(IOException cause) {
            super(TrawlException.describe(cause), cause);
        }
    }

    WalWriter(Disk disk, Path directory, long segmentBytes, IdGenerator ids) {
        this.disk = disk;
        this.directory = directory;
        this.segmentBytes = segmentBytes;
        this.ids = ids;
    }

    Path directory() {
        return directory;
    }

    long diskBytes() {
        return sealedBytes + activeBytes;
    }

    WalScanner.Contents open() {
        try {
            if (!disk.exists(directory)) {
                disk.createDirectory(directory);
            }
            Path parent = directory.getParent();
            if (parent != null) {
                disk.forceDirectory(parent);
            }
            WalScanner.Contents contents = new WalScanner(disk, directory).scan();
            logId = contents.logId() == 0 ? newLogId() : contents.logId();
            lastNumber = contents.lastNumber();
            for (WalSegment segment : contents.segments()) {
                sealed.add(segment);
                sealedBytes += segment.end();
                lastSealed = segment;
            }
            return contents;
        } catch (IOException failure) {
            throw new TrawlException(
                    ErrorCode.UNAVAILABLE,
                    "cannot open the write-ahead log in `" + directory + "`: " + TrawlException.describe(failure),
                    failure);
        }
    }

    /// 64 bits that nobody outside can guess, so that no document can pass for a record.
    private long newLogId() {
        long hash = 0xCBF29CE484222325L;
        for (byte character : (ids.next() + ids.next()).getBytes(StandardCharsets.US_ASCII)) {
            hash = (hash ^ character) * 0x100000001B3L;
        }
        return hash == 0 ? 1 : hash;
    }

    /// Writes and forces all entries.
    ///
    /// @return where each lies
    /// @throws ForceFailedException if it is unknown whether they are durable; this writer must not be
    ///     used again
    /// @throws IOException if they were not written; the next call may succeed
    List<WalRecord> write(List<WalAppend.Entry> entries) throws IOException {
        if (entries.isEmpty()) {
            return List.of();
        }
        WalSegment current = active;
        boolean isNew = current == null || current.end() >= segmentBytes;
        WalSegment segment = current == null || isNew ? startSegment() : current;
        long start = segment.end();
        List<WalRecord> records = new ArrayList<>(entries.size());
        long end;
        try {
            end = writeRecords(segment, start, entries, records);
        } catch (IOException | RuntimeException refused) {
            giveUp(segment, isNew, start);
            throw refused;
        }
        force(segment, isNew);
        segment.advanceTo(end);
        activeBytes = end;
        for (WalAppend.Entry entry : entries) {
            segment.note(entry.shard(), entry.lastPosition());
        }
        return records;
    }

    private WalSegment startSegment() throws IOException {
        if (active != null) {
            seal(active);
        }
        long number = ++lastNumber;
        Path path = directory.resolve(WalFormat.fileName(number));
        DiskFile file = disk.open(path, Disk.OpenMode.CREATE_NEW);
        WalSegment segment = new WalSegment(number, path, file, WalFormat.SEGMENT_HEADER_BYTES);
        try {
            long previous = lastSealed == null ? 0 : lastSealed.number();
            long previousEnd = lastSealed == null ? 0 : lastSealed.end();
            ByteBuffer header = ByteBuffer.allocate(WalFormat.SEGMENT_HEADER_BYTES);
            WalFormat.writeSegmentHeader(new WalFormat.SegmentHeader(logId, number, previous, previousEnd), header);
            file.write(header.flip(), 0);
        } catch (IOException refused) {
            giveUp(segment, true, 0);
            throw refused;
        }
        active = segment;
        activeBytes = segment.end();
        return segment;
    }

    private void seal(WalSegment segment) {
        synchronized (sealed) {
            sealed.add(segment);
            sealedBytes += segment.end();
        }
        lastSealed = segment;
        active = null;
        activeBytes = 0;
    }

    private long writeRecords(WalSegment segment, long start, List<WalAppend.Entry> entries, List<WalRecord> records)
            throws IOException {
        ByteBuffer chunk = buffer();
        long written = start;
        long at = start;
        for (WalAppend.Entry entry : entries) {
            DocumentBatch documents = entry.documents();
            int payload = documents.payloadLength();
            RecordHeader header = new RecordHeader(
                    documents.isEmpty() ? WalFormat.KIND_TRUNCATED : WalFormat.KIND_DOCUMENTS,
                    entry.forcesCommit() ? WalFormat.FLAG_FORCE_COMMIT : 0,
                    WalFormat.headerLength(entry.encodedShard()),
                    payload,
                    WalFormat.crc(documents.bytes(), documents.payloadOffset(), payload),
                    logId,
                    segment.number(),
                    at,
                    start,
                    entry.firstPosition(),
                    documents.size(),
                    entry.shard().ref());
            byte[] encoded = WalFormat.encodeRecordHeader(header, entry.encodedShard());
            written = put(segment.file(), chunk, written, encoded, 0, encoded.length);
            written = put(segment.file(), chunk, written, documents.bytes(), documents.payloadOffset(), payload);
            records.add(new WalRecord(segment, header));
            at = header.end();
        }
        flush(segment.file(), chunk, written);
        return at;
    }

    private ByteBuffer buffer() {
        ByteBuffer chunk = buffer;
        if (chunk == null) {
            chunk = ByteBuffer.allocateDirect(BUFFER_BYTES);
            buffer = chunk;
        }
        return chunk.clear();
    }

    private static long put(DiskFile file, ByteBuffer chunk, long at, byte[] bytes, int offset, int length)
            throws IOException {
        long written = at;
        int done = 0;
        while (done < length) {
            if (!chunk.hasRemaining()) {
                written = flush(file, chunk, written);
            }
            int part = Math.min(chunk.remaining(), length - done);
            chunk.put(bytes, offset + done, part);
            done += part;
        }
        return written;
    }

    private static long flush(DiskFile file, ByteBuffer chunk, long at) throws IOException {
        chunk.flip();
        int length = chunk.remaining();
        if (length > 0) {
            file.write(chunk, at);
        }
        chunk.clear();
        return at + length;
    }

    private void force(WalSegment segment, boolean isNew) throws ForceFailedException {
        try {
            segment.file().force();
            if (isNew) {
                disk.forceDirectory(directory);
            }
        } catch (IOException failure) {
            throw new ForceFailedException(failure);
        }
        wasWritten = true;
    }

    /// Leaves a segment whose end was not written whole. The next one says where it ended, or that it does
    /// not count; cutting or removing the file as well keeps its refused documents from coming back should
    /// there be a crash before that.
    private void giveUp(WalSegment segment, boolean isNew, long end) {
        try {
            if (isNew) {
                active = null;
                activeBytes = 0;
                try (DiskFile unwanted = segment.file()) {
                    disk.deleteIfExists(segment.path());
                    disk.forceDirectory(directory);
                }
                return;
            }
            seal(segment);
            segment.file().truncate(end);
            segment.file().force();
        } catch (IOException failure) {
            LOG.warn("cannot clean up write-ahead log segment `{}` after a refused write", segment.path(), failure);
        }
    }

    /// Deletes sealed segments, oldest first and one by one, so that a crash leaves no hole among those
    /// that are left. Writing goes on meanwhile.
    void deleteDoneSegments() {
        deletion.lock();
        try {
            for (WalSegment segment = oldestSealed(); segment != null && segment.isDone(); segment = oldestSealed()) {
                disk.deleteIfExists(segment.path());
                disk.forceDirectory(directory);
                synchronized (sealed) {
                    sealed.remove(segment);
                    sealedBytes -= segment.end();
                }
                segment.letGo();
                segment.close();
            }
        } catch (IOException failure) {
            LOG.warn("cannot delete a published write-ahead log segment in `{}`, will try again", directory, failure);
        } finally {
            deletion.unlock();
        }
    }

    private @Nullable WalSegment oldestSealed() {
        synchronized (sealed) {
            return sealed.peek();
        }
    }

    /// Writes the closing record if there is anything to add to the log, and closes the files.
    void close(Map<ShardRef, Long> openShards, boolean inOrder) {
        try {
            if (inOrder && wasWritten) {
                writeClosed(openShards);
            }
        } catch (IOException failure) {
            LOG.warn("cannot close the write-ahead log in `{}` in order", directory, failure);
        } finally {
            if (active != null) {
                active.close();
            }
            synchronized (sealed) {
                sealed.forEach(WalSegment::close);
            }
        }
    }

    private void writeClosed(Map<ShardRef, Long> openShards) throws IOException {
        WalSegment segment = active == null ? startSegment() : active;
        byte[] shard = WalFormat.encodeShard(ClosedLog.NO_SHARD);
        byte[] payload = ClosedLog.format(openShards).getBytes(StandardCharsets.UTF_8);
        RecordHeader header = new RecordHeader(
                WalFormat.KIND_CLOSED,
                (byte) 0,
                WalFormat.headerLength(shard),
                payload.length,
                WalFormat.crc(payload, 0, payload.length),
                logId,
                segment.number(),
                segment.end(),
                segment.end(),
                0,
                0,
                ClosedLog.NO_SHARD);
        ByteBuffer chunk = buffer();
        byte[] encoded = WalFormat.encodeRecordHeader(header, shard);
        long written = put(segment.file(), chunk, segment.end(), encoded, 0, encoded.length);
        written = put(segment.file(), chunk, written, payload, 0, payload.length);
        flush(segment.file(), chunk, written);
        segment.file().force();
        disk.forceDirectory(directory);
        segment.advanceTo(header.end());
    }
}
