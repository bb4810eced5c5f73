package io.trawl.ingest;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import io.trawl.storage.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// One file of the log: what it holds of which shard, so that it is known when it may go.
final class WalSegment {
    /// A read of a heap buffer goes through native memory of the same size, which this bounds.
    private static final int MAX_READ_BYTES = 1 << 20;

    private final long number;
    private final Path path;
    private final DiskFile file;
    /// Bytes that are durable and count. Written by whoever leads the log.
    private volatile long end;
    /// The last position of each shard that has records here and is not published up to them. Guarded by
    /// this.
    private final Map<Shard, Long> lastPositions = new HashMap<>();
    /// All shards that have records here. Guarded by this.
    private final Set<Shard> shards = new HashSet<>();

    WalSegment(long number, Path path, DiskFile file, long end) {
        this.number = number;
        this.path = path;
        this.file = file;
        this.end = end;
    }

    long number() {
        return number;
    }

    Path path() {
        return path;
    }

    DiskFile file() {
        return file;
    }

    long end() {
        return end;
    }

    void advanceTo(long newEnd) {
        end = newEnd;
    }

    synchronized void note(Shard shard, long lastPosition) {
        lastPositions.merge(shard, lastPosition, Math::max);
        if (shards.add(shard)) {
            shard.enterSegment();
        }
    }

    /// The file is gone.
    synchronized void letGo() {
        shards.forEach(Shard::leaveSegment);
        shards.clear();
    }

    /// True if nobody will ask for anything in it again.
    synchronized boolean isDone() {
        lastPositions.entrySet().removeIf(entry -> entry.getKey().isDone(entry.getValue()));
        return lastPositions.isEmpty();
    }

    /// Reads exactly `length` bytes at `offset`.
    ///
    /// @throws TrawlException CORRUPTED if the file ends before
    byte[] read(long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        int read = readInto(bytes, offset);
        if (read < length) {
            throw TrawlException.corrupted("write-ahead log segment `" + path + "` ends at " + (offset + read)
                    + ", expected " + length + " bytes at " + offset);
        }
        return bytes;
    }

    /// Fills `bytes` from `offset` on as far as the file goes.
    ///
    /// @return how many bytes that were
    int readInto(byte[] bytes, long offset) throws IOException {
        int done = 0;
        while (done < bytes.length) {
            int wanted = Math.min(MAX_READ_BYTES, bytes.length - done);
            int read = file.read(ByteBuffer.wrap(bytes, done, wanted), offset + done);
            done += read;
            if (read < wanted) {
                break;
            }
        }
        return done;
    }

    void close() {
        try {
            file.close();
        } catch (IOException failure) {
            throw new TrawlException(
                    ErrorCode.INTERNAL,
                    "cannot close write-ahead log segment `" + path + "`: " + TrawlException.describe(failure),
                    failure);
        }
    }
}
