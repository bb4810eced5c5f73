package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.DataSize;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.common.cache.CacheStatistics;
import io.trawl.storage.StorageKey;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
    /// Of all files, what goes when the disk is full before the cache is.
    private static final double FULL_DISK_SHARE = 0.25;

    /// Names one split file. The footer is part of it: a file that was replaced is another one.
    record SplitId(String storageRoot, StorageKey key, ByteRange footer) {}

    /// @param file absent if the split lies on this machine anyway
    record Opened(OpenSplit split, Optional<CacheFile> file) {}

    private final CacheFolder folder;
    private final boolean outlives;
    private final CacheStatistics readerStatistics;
    private final CacheStatistics fileStatistics;

    /// All below are guarded by this.
    private final CachedSplits splits;

    /// Splits that some request is opening.
    private final Map<SplitId, CompletableFuture<Void>> opening = new HashMap<>();

    private boolean isClosed;

    private SplitCache(Path directory, SplitCacheLimits limits, boolean outlives, CacheDisk disk) {
        this.folder = new CacheFolder(directory, disk.makingRoom(this::makeRoom));
        this.outlives = outlives;
        this.readerStatistics =
                new CacheStatistics("splitfooter", limits.openReaders().capacity());
        this.fileStatistics =
                new CacheStatistics("searcher_split", limits.diskBytes().bytes());
        this.splits = new CachedSplits(limits, outlives, readerStatistics, fileStatistics);
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
        cache.folder.takeUp(found -> false);
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
        cache.folder.takeUp(cache::takeUp);
        cache.evict();
        return cache;
    }

    private synchronized boolean takeUp(CacheFile.Found found) {
        CacheFile file = found.file();
        if (splits.has(file.id())) {
            return false;
        }
        long dataLength = file.id().footer().start();
        double share = (double) found.resident() / Math.max(1, found.pageCount());
        splits.addFile(file.id(), file, (long) (share * dataLength) + file.emptyBytes());
        return true;
    }

    /// @throws TrawlException UNAVAILABLE if the disk does not take it
    CacheFile newFile(SplitId id, PageChecksums pages, byte[] tail, RequestContext context) {
        return folder.newFile(id, pages, tail, context);
    }

    /// Bytes of cache files.
    public synchronized long diskBytes() {
        return splits.diskBytes();
    }

    /// Memory of open splits, estimated.
    public synchronized long memoryBytes() {
        return splits.memoryBytes();
    }

    /// How many splits are open, in use or not.
    public synchronized int openSplits() {
        return splits.openSplits();
    }

    /// How many splits have a cache file, open or not.
    public synchronized int files() {
        return splits.files();
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
            CachedSplits.Entry entry;
            synchronized (this) {
                checkOpen();
                entry = splits.find(id);
                OpenSplit split = entry == null ? null : entry.split();
                if (entry != null && split != null) {
                    splits.hold(id, entry);
                    return split;
                }
                other = opening.putIfAbsent(id, mine);
                if (other == null && entry != null) {
                    // Held while it is opened, so that its file stays.
                    splits.hold(id, entry);
                }
            }
            if (other == null) {
                readerStatistics.missed();
                return open(id, entry, opener, mine);
            }
            Waits.untilDone(other, context);
        }
    }

    private void checkOpen() {
        if (isClosed) {
            throw new TrawlException(ErrorCode.UNAVAILABLE, "the split cache is closed");
        }
    }

    /// @param known the split's entry, which is held; null if there is none
    private OpenSplit open(
            SplitId id,
            CachedSplits.@Nullable Entry known,
            Function<Optional<CacheFile>, Opened> opener,
            CompletableFuture<Void> done) {
        Optional<CacheFile> left = known == null ? Optional.empty() : known.file();
        boolean isOpen = false;
        try {
            Opened opened = opener.apply(left);
            Optional<CacheFile> unused;
            synchronized (this) {
                unused = splits.addOpened(id, known, opened);
                isOpen = true;
            }
            unused.ifPresent(file -> new CachedSplits.Gone(null, file).close());
            evict();
            return opened.split();
        } finally {
            synchronized (this) {
                opening.remove(id);
                if (!isOpen && known != null) {
                    splits.release(id);
                }
            }
            done.complete(null);
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
            if (splits.has(id) || opening.putIfAbsent(id, mine) != null) {
                return false;
            }
        }
        try {
            CacheFile file = maker.get();
            synchronized (this) {
                splits.addFile(id, file, file.emptyBytes());
            }
        } finally {
            synchronized (this) {
                opening.remove(id);
            }
            mine.complete(null);
        }
        evict();
        return true;
    }

    void release(SplitId id) {
        synchronized (this) {
            splits.release(id);
            splits.recharge(id);
        }
        evict();
    }

    /// Counts anew what a split takes, after it grew, and makes room.
    void recharge(SplitId id) {
        synchronized (this) {
            splits.recharge(id);
        }
        evict();
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

    private void evict() {
        List<CachedSplits.Gone> gone;
        synchronized (this) {
            gone = splits.evict(isClosed);
            if (isClosed && !outlives) {
                gone.addAll(splits.dropFiles(-1));
            }
        }
        gone.forEach(CachedSplits.Gone::close);
    }

    /// The disk is full, whoever filled it: a part of what nobody uses goes.
    private void makeRoom() {
        List<CachedSplits.Gone> gone;
        synchronized (this) {
            gone = splits.dropFiles((long) (splits.diskBytes() * (1 - FULL_DISK_SHARE)));
        }
        gone.forEach(CachedSplits.Gone::close);
    }

    /// Closes all splits that no request holds, and the others when they are released. Files stay if they are to
    /// outlive the process.
    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
        }
        evict();
    }
}
