package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.DataSize;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.common.cache.CacheSettings;
import io.trawl.common.cache.CacheStatistics;
import io.trawl.common.cache.EvictionPolicy;
import io.trawl.storage.StorageKey;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps splits open, and what was read of them on this machine's disk, each within its limits.
///
/// A split has a reader, in memory, and a cache file, on disk. Readers over their limit are closed, and open again
/// from their files without a request; files over theirs are deleted, whole, and what is read of them later is read
/// from storage. What a request holds stays, so that the sums may pass the limits for as long as requests need it.
/// Files leave by [S3-FIFO][io.trawl.common.cache.S3FifoPolicy]: a search over all splits once, be they thousands,
/// drives out only a tenth of what searches come back to.
///
/// Files outlive the process ([#open]): the next one takes them up by what they say of themselves and checks every
/// page before it is used. Safe for concurrent use; one lock, held for a few map operations.
public final class SplitCache implements AutoCloseable {
    /// Heap of an open reader beside what its tail's directory becomes: Lucene's own structures, measured on
    /// log splits.
    private static final long READER_BYTES = 64 << 10;
    /// What a byte of the directory becomes once decoded.
    private static final long DECODED_FACTOR = 3;
    /// Of all files, what goes when the disk is full before the cache is.
    private static final double FULL_DISK_SHARE = 0.25;

    /// Names one split file. The footer is part of it: a file that was replaced is another one.
    record SplitId(String storageRoot, StorageKey key, ByteRange footer) {}

    /// @param file absent if the split lies on this machine anyway
    record Opened(OpenSplit split, Optional<CacheFile> file) {}

    /// One split. Guarded by the cache.
    private static final class Entry {
        /// Null while the split is closed.
        private @Nullable OpenSplit split;

        private @Nullable CacheFile file;
        private int holders;
        private long memoryBytes;
        private long diskBytes;
    }

    /// What left the cache, to be closed and deleted without the lock.
    private record Gone(@Nullable OpenSplit split, @Nullable CacheFile file) {}

    private final Path directory;
    private final SplitCacheLimits limits;
    private final boolean outlives;
    private final CacheDisk disk;
    private final AtomicLong nextFile = new AtomicLong();
    private final CacheStatistics readerStatistics;
    private final CacheStatistics fileStatistics;

    /// All below are guarded by this.
    private final Map<SplitId, Entry> entries = new HashMap<>();

    private final EvictionPolicy<SplitId> readers;
    private final EvictionPolicy<SplitId> files = CacheSettings.Policy.S3_FIFO.create();
    /// Splits that some request is opening.
    private final Map<SplitId, CompletableFuture<Void>> opening = new HashMap<>();

    private long diskBytes;
    private long fileCount;
    private long memoryBytes;
    private long openSplits;
    private boolean isClosed;

    SplitCache(Path directory, SplitCacheLimits limits, boolean outlives, CacheDisk disk) {
        this.directory = directory;
        this.limits = limits;
        this.outlives = outlives;
        this.disk = disk.makingRoom(this::makeRoom);
        this.readers = limits.openReaders().policy().create();
        this.readerStatistics =
                new CacheStatistics("splitfooter", limits.openReaders().capacity());
        this.fileStatistics =
                new CacheStatistics("searcher_split", limits.diskBytes().bytes());
    }

    /// A cache that begins and ends empty.
    ///
    /// @param directory for the cache files, this cache's own; created if absent, emptied if not
    /// @param diskLimit bytes of cache files, counted as what was fetched into them
    /// @param openReaderLimit memory of open splits
    /// @throws TrawlException UNAVAILABLE if the directory cannot be used
    public static SplitCache create(Path directory, DataSize diskLimit, DataSize openReaderLimit) {
        SplitCacheLimits limits = SplitCacheLimits.of(diskLimit, openReaderLimit);
        SplitCache cache = new SplitCache(directory, limits, false, CacheDisk.ofFiles(limits.descriptors()));
        cache.takeUpFiles();
        return cache;
    }

    /// A cache that takes up what an earlier one left in the directory, and leaves its files to the next.
    ///
    /// @throws TrawlException UNAVAILABLE if the directory cannot be used
    public static SplitCache open(Path directory, SplitCacheLimits limits) {
        return open(directory, limits, CacheDisk.ofFiles(limits.descriptors()));
    }

    static SplitCache open(Path directory, SplitCacheLimits limits, CacheDisk disk) {
        SplitCache cache = new SplitCache(directory, limits, true, disk);
        cache.takeUpFiles();
        return cache;
    }

    private void takeUpFiles() {
        try {
            Files.createDirectories(directory);
            for (Path path : leftFiles()) {
                Optional<CacheFile.Found> found = outlives ? CacheFile.find(path, disk) : Optional.empty();
                boolean taken = found.isPresent() && takeUp(found.get());
                if (!taken) {
                    Files.delete(path);
                }
                numberAfter(path);
            }
        } catch (IOException failure) {
            throw new TrawlException(
                    ErrorCode.UNAVAILABLE,
                    "cannot use `" + directory + "` as split cache: " + TrawlException.describe(failure),
                    failure);
        }
        evict().forEach(this::close);
    }

    /// The longest unchanged first, so that they are the first to leave.
    private List<Path> leftFiles() throws IOException {
        record Left(Path path, FileTime changed) {}

        List<Left> files = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory, "*" + CacheFile.SUFFIX)) {
            for (Path path : paths) {
                files.add(new Left(path, Files.getLastModifiedTime(path)));
            }
        }
        files.sort(Comparator.comparing(Left::changed));
        return files.stream().map(Left::path).toList();
    }

    private synchronized boolean takeUp(CacheFile.Found found) {
        CacheFile file = found.file();
        if (entries.containsKey(file.id())) {
            return false;
        }
        long dataLength = file.id().footer().start();
        double share = (double) found.resident() / Math.max(1, found.pageCount());
        put(file.id(), file, (long) (share * dataLength) + file.emptyBytes());
        return true;
    }

    private void numberAfter(Path path) {
        String name = String.valueOf(path.getFileName());
        String number = name.substring(0, name.length() - CacheFile.SUFFIX.length());
        if (number.matches("\\d{1,18}")) {
            nextFile.accumulateAndGet(Long.parseLong(number), Math::max);
        }
    }

    /// @throws TrawlException UNAVAILABLE if the disk does not take it
    CacheFile newFile(SplitId id, PageChecksums pages, byte[] tail, RequestContext context) {
        Path path = directory.resolve(nextFile.incrementAndGet() + CacheFile.SUFFIX);
        return CacheFile.create(path, id, pages.pageCount(), tail, disk, context);
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
        return (int) openSplits;
    }

    /// How many splits have a cache file, open or not.
    public synchronized int files() {
        return (int) fileCount;
    }

    /// Numbers of the open readers and of the files.
    public List<CacheStatistics.Family> statistics() {
        return List.of(
                new CacheStatistics.Family(readerStatistics, List.of()),
                new CacheStatistics.Family(fileStatistics, List.of()));
    }

    /// The open split, which `opener` opens if nobody has; one request at a time. To be [released][#release].
    ///
    /// @param opener is given the split's cache file if there is one; it need not use it
    OpenSplit acquire(SplitId id, Function<Optional<CacheFile>, Opened> opener, RequestContext context) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        while (true) {
            CompletableFuture<Void> other;
            Entry entry;
            synchronized (this) {
                checkOpen();
                entry = entries.get(id);
                if (entry != null && entry.split != null) {
                    entry.holders++;
                    readers.used(id);
                    used(id, entry);
                    readerStatistics.hit(entry.memoryBytes);
                    return entry.split;
                }
                other = opening.putIfAbsent(id, mine);
                if (other == null && entry != null) {
                    // Held while it is opened, so that its file stays.
                    entry.holders++;
                    used(id, entry);
                }
            }
            if (other == null) {
                readerStatistics.missed();
                return open(id, entry, opener, mine);
            }
            Waits.untilDone(other, context);
        }
    }

    private void used(SplitId id, Entry entry) {
        if (entry.file != null) {
            files.used(id);
        }
    }

    private void checkOpen() {
        if (isClosed) {
            throw new TrawlException(ErrorCode.UNAVAILABLE, "the split cache is closed");
        }
    }

    private OpenSplit open(
            SplitId id,
            @Nullable Entry known,
            Function<Optional<CacheFile>, Opened> opener,
            CompletableFuture<Void> done) {
        Optional<CacheFile> left = known == null ? Optional.empty() : Optional.ofNullable(known.file);
        CacheFile unused = null;
        boolean opened = false;
        try {
            Opened now = opener.apply(left);
            synchronized (this) {
                if (left.isPresent() && !left.equals(now.file())) {
                    unused = left.get();
                    forgetFile(id);
                }
                Entry entry =
                        put(id, now.file().orElse(null), now.split().bytes().cachedBytes());
                entry.split = now.split();
                entry.holders += known == null || unused != null ? 1 : 0;
                entry.memoryBytes =
                        READER_BYTES + DECODED_FACTOR * now.split().tail().directoryBytes();
                memoryBytes += entry.memoryBytes;
                openSplits++;
                readers.put(id, entry.memoryBytes);
                opened = true;
            }
            if (unused != null) {
                unused.delete();
            }
            evict().forEach(this::close);
            return now.split();
        } finally {
            synchronized (this) {
                opening.remove(id);
                if (!opened && known != null) {
                    known.holders--;
                }
            }
            done.complete(null);
        }
    }

    /// The caller holds the lock.
    private Entry put(SplitId id, @Nullable CacheFile file, long bytes) {
        Entry entry = entries.computeIfAbsent(id, absent -> new Entry());
        if (entry.file == null && file != null) {
            entry.file = file;
            fileCount++;
        }
        recharge(id, entry, bytes);
        return entry;
    }

    /// The caller holds the lock.
    private void forgetFile(SplitId id) {
        Entry entry = entries.remove(id);
        if (entry != null && entry.file != null) {
            diskBytes -= entry.diskBytes;
            fileCount--;
            files.removed(id);
        }
    }

    /// Adds the cache file of a split that nobody has opened yet.
    ///
    /// @param maker makes the file; is not asked if the split is known
    /// @return whether it was asked
    boolean addFile(SplitId id, Supplier<CacheFile> maker) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        synchronized (this) {
            checkOpen();
            if (entries.containsKey(id) || opening.putIfAbsent(id, mine) != null) {
                return false;
            }
        }
        try {
            CacheFile file = maker.get();
            synchronized (this) {
                put(id, file, file.emptyBytes());
            }
        } finally {
            synchronized (this) {
                opening.remove(id);
            }
            mine.complete(null);
        }
        evict().forEach(this::close);
        return true;
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
            if (grown != null && grown.split != null) {
                recharge(id, grown, grown.split.bytes().cachedBytes());
            }
        }
        evict().forEach(this::close);
    }

    private void recharge(SplitId id, Entry entry, long now) {
        if (entry.file == null) {
            return;
        }
        diskBytes += now - entry.diskBytes;
        entry.diskBytes = now;
        files.put(id, now);
        fileStatistics.size(fileCount, diskBytes);
    }

    /// A request asked for bytes of a split on storage.
    ///
    /// @param resident whether none of them had to be read
    void looked(long bytes, boolean resident) {
        if (resident) {
            fileStatistics.hit(bytes);
        } else {
            fileStatistics.missed();
        }
    }

    /// Takes out what is over the limits; the caller closes and deletes it, without the lock.
    private synchronized List<Gone> evict() {
        List<Gone> gone = new ArrayList<>();
        while (isClosed || memoryBytes > limits.openReaders().capacity()) {
            Optional<SplitId> victim = readers.victim(this::isUnused);
            if (victim.isEmpty()) {
                break;
            }
            gone.add(closeReader(victim.get()));
        }
        while (diskBytes > limits.diskBytes().bytes() || fileCount > limits.files()) {
            if (!dropFile(gone)) {
                break;
            }
        }
        readerStatistics.size(openSplits, memoryBytes);
        fileStatistics.size(fileCount, diskBytes);
        return gone;
    }

    private boolean isUnused(SplitId id) {
        Entry entry = entries.get(id);
        return entry != null && entry.holders == 0;
    }

    private Gone closeReader(SplitId id) {
        Entry entry = entries.get(id);
        if (entry == null) {
            throw new IllegalStateException("split " + id + " is not in the cache");
        }
        OpenSplit split = entry.split;
        readers.removed(id);
        memoryBytes -= entry.memoryBytes;
        openSplits--;
        if (!isClosed) {
            readerStatistics.evicted(entry.memoryBytes);
        }
        entry.split = null;
        entry.memoryBytes = 0;
        CacheFile file = entry.file;
        if (outlives && file != null) {
            return new Gone(split, null);
        }
        forgetFile(id);
        return new Gone(split, file);
    }

    private boolean dropFile(List<Gone> gone) {
        Optional<SplitId> victim = files.victim(this::isUnused);
        if (victim.isEmpty()) {
            return false;
        }
        SplitId id = victim.get();
        Entry entry = entries.get(id);
        if (entry == null) {
            throw new IllegalStateException("split " + id + " is not in the cache");
        }
        fileStatistics.evicted(entry.diskBytes);
        CacheFile file = entry.file;
        OpenSplit split = entry.split == null ? null : closeReader(id).split();
        forgetFile(id);
        gone.add(new Gone(split, file));
        return true;
    }

    /// The disk is full, whoever filled it: a part of what nobody uses goes.
    private void makeRoom() {
        List<Gone> gone = new ArrayList<>();
        synchronized (this) {
            long goal = (long) (diskBytes * (1 - FULL_DISK_SHARE));
            boolean dropped = true;
            while (dropped && diskBytes > goal) {
                dropped = dropFile(gone);
            }
        }
        gone.forEach(this::close);
    }

    private void close(Gone gone) {
        try {
            if (gone.split != null) {
                gone.split.close();
            }
        } catch (IOException failure) {
            throw TrawlException.internal("cannot close a cached split: " + TrawlException.describe(failure), failure);
        } finally {
            if (gone.file != null) {
                gone.file.delete();
            }
        }
    }

    /// Closes all splits that no request holds, and the others when they are released. Files stay if they are to
    /// outlive the process.
    @Override
    public void close() {
        List<Gone> unopened = new ArrayList<>();
        synchronized (this) {
            isClosed = true;
            while (!outlives && dropFile(unopened)) {
                // All that are not held.
            }
        }
        unopened.forEach(this::close);
        evict().forEach(this::close);
    }
}
