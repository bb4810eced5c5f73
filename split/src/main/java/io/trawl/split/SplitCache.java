package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.DataSize;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.storage.StorageKey;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// Keeps splits open, and what was read of them on this machine's disk, within two limits.
///
/// An open split is its reader, in memory, and its cache file, on disk. When either sum passes its limit, the
/// splits that were not used for longest are closed and their files deleted, whole; those in use stay, so
/// that the sums may pass the limits for as long as requests need it. Safe for concurrent use; one lock, held
/// for a few additions.
public final class SplitCache implements AutoCloseable {
    private static final String SUFFIX = ".sparse";
    /// Heap of an open reader beside what its tail's directory becomes: Lucene's own structures, measured on
    /// log splits.
    private static final long READER_BYTES = 64 << 10;
    /// What a byte of the directory becomes once decoded.
    private static final long DECODED_FACTOR = 3;

    /// Names one split file. The footer is part of it: a file that was replaced is another one.
    record SplitId(String storageRoot, StorageKey key, ByteRange footer) {}

    /// One open split and what it is charged with. Guarded by the cache.
    private static final class Entry {
        private final OpenSplit split;
        private final long memoryBytes;
        private int holders = 1;
        private long diskBytes;

        Entry(OpenSplit split) {
            this.split = split;
            this.memoryBytes = READER_BYTES + DECODED_FACTOR * split.tail().directoryBytes();
        }
    }

    private final Path directory;
    private final long diskLimit;
    private final long memoryLimit;
    private final AtomicLong nextFile = new AtomicLong();

    /// Least recently used first. Guarded by this.
    private final LinkedHashMap<SplitId, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    /// Splits that some request is opening. Guarded by this.
    private final Map<SplitId, CompletableFuture<Void>> opening = new HashMap<>();
    /// Guarded by this.
    private long diskBytes;
    /// Guarded by this.
    private long memoryBytes;
    /// Guarded by this.
    private boolean isClosed;

    private SplitCache(Path directory, DataSize diskLimit, DataSize openReaderLimit) {
        this.directory = directory;
        this.diskLimit = diskLimit.bytes();
        this.memoryLimit = openReaderLimit.bytes();
    }

    /// @param directory for the cache files, this cache's own; created if absent, emptied if not
    /// @param diskLimit bytes of cache files, counted as what was fetched into them
    /// @param openReaderLimit memory of open splits
    /// @throws TrawlException UNAVAILABLE if the directory cannot be used
    public static SplitCache create(Path directory, DataSize diskLimit, DataSize openReaderLimit) {
        try {
            Files.createDirectories(directory);
            try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
                for (Path file : left) {
                    Files.delete(file);
                }
            }
        } catch (IOException failure) {
            throw new TrawlException(
                    ErrorCode.UNAVAILABLE,
                    "cannot use `" + directory + "` as split cache: " + TrawlException.describe(failure),
                    failure);
        }
        return new SplitCache(directory, diskLimit, openReaderLimit);
    }

    Path newFile() {
        return directory.resolve(nextFile.incrementAndGet() + SUFFIX);
    }

    /// Bytes of cache files.
    public synchronized long diskBytes() {
        return diskBytes;
    }

    /// Memory of open splits, estimated.
    public synchronized long memoryBytes() {
        return memoryBytes;
    }

    /// How many splits are open, in use or not.
    public synchronized int openSplits() {
        return entries.size();
    }

    /// The open split, which `opener` opens if nobody has; one request at a time. To be [released][#release].
    OpenSplit acquire(SplitId id, Supplier<OpenSplit> opener, RequestContext context) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        while (true) {
            CompletableFuture<Void> other;
            synchronized (this) {
                if (isClosed) {
                    throw new TrawlException(ErrorCode.UNAVAILABLE, "the split cache is closed");
                }
                Entry entry = entries.get(id);
                if (entry != null) {
                    entry.holders++;
                    return entry.split;
                }
                other = opening.putIfAbsent(id, mine);
            }
            if (other == null) {
                return open(id, opener, mine);
            }
            Waits.untilDone(other, context);
        }
    }

    private OpenSplit open(SplitId id, Supplier<OpenSplit> opener, CompletableFuture<Void> done) {
        try {
            OpenSplit split = opener.get();
            synchronized (this) {
                Entry entry = new Entry(split);
                entries.put(id, entry);
                memoryBytes += entry.memoryBytes;
            }
            recharge(id);
            return split;
        } finally {
            synchronized (this) {
                opening.remove(id);
            }
            done.complete(null);
        }
    }

    void release(SplitId id) {
        synchronized (this) {
            Entry entry = entries.get(id);
            if (entry != null) {
                entry.holders--;
            }
        }
        recharge(id);
    }

    /// Counts anew what a split has on disk, after it grew, and makes room.
    void recharge(SplitId id) {
        synchronized (this) {
            Entry grown = entries.get(id);
            if (grown != null) {
                long now = grown.split.bytes().cachedBytes();
                diskBytes += now - grown.diskBytes;
                grown.diskBytes = now;
            }
        }
        evict().forEach(SplitCache::closeEvicted);
    }

    /// Takes out the least recently used splits until the limits hold again; the caller closes them, without
    /// the lock.
    private synchronized List<OpenSplit> evict() {
        List<OpenSplit> evicted = new ArrayList<>();
        Iterator<Entry> eldest = entries.values().iterator();
        while (eldest.hasNext() && (isClosed || diskBytes > diskLimit || memoryBytes > memoryLimit)) {
            Entry entry = eldest.next();
            if (entry.holders == 0) {
                eldest.remove();
                diskBytes -= entry.diskBytes;
                memoryBytes -= entry.memoryBytes;
                evicted.add(entry.split);
            }
        }
        return evicted;
    }

    private static void closeEvicted(OpenSplit split) {
        try {
            split.close();
        } catch (IOException failure) {
            throw TrawlException.internal("cannot close a cached split: " + TrawlException.describe(failure), failure);
        }
    }

    /// Closes all splits that no request holds, and the others when they are released.
    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
        }
        evict().forEach(SplitCache::closeEvicted);
    }
}
