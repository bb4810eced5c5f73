package io.trawl.split;

import io.trawl.common.TrawlException;
import io.trawl.common.cache.CacheSettings;
import io.trawl.common.cache.CacheStatistics;
import io.trawl.common.cache.EvictionPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a [SplitCache] has: which splits, what each takes in memory and on disk, who holds it, and which goes next.
///
/// Does no I/O, so that the cache's lock, which guards all of it, is never held for long: what goes is handed out as
/// [Gone], to be closed without the lock.
final class CachedSplits {
    private static final Logger LOG = LoggerFactory.getLogger(CachedSplits.class);

    private final SplitCacheLimits limits;
    /// Whether files stay when their splits are closed.
    private final boolean keepsFiles;
    private final CacheStatistics readerStatistics;
    private final CacheStatistics fileStatistics;
    private final Map<SplitCache.SplitId, Entry> entries = new HashMap<>();
    private final EvictionPolicy<SplitCache.SplitId> readers;
    private final EvictionPolicy<SplitCache.SplitId> files = CacheSettings.Policy.S3_FIFO.create();

    private long diskBytes;
    private int fileCount;
    private long memoryBytes;
    private int openSplits;

    CachedSplits(
            SplitCacheLimits limits,
            boolean keepsFiles,
            CacheStatistics readerStatistics,
            CacheStatistics fileStatistics) {
        this.limits = limits;
        this.keepsFiles = keepsFiles;
        this.readerStatistics = readerStatistics;
        this.fileStatistics = fileStatistics;
        this.readers = limits.openReaders().policy().create();
    }

    /// One split.
    static final class Entry {
        /// Null while the split is closed.
        private @Nullable OpenSplit split;

        private @Nullable CacheFile file;
        private int holders;
        private long memoryBytes;
        private long diskBytes;

        @Nullable
        OpenSplit split() {
            return split;
        }

        Optional<CacheFile> file() {
            return Optional.ofNullable(file);
        }
    }

    /// What left the cache.
    record Gone(@Nullable OpenSplit split, @Nullable CacheFile file) {
        /// Closes and deletes it. What fails here fails no request, which has nothing to do with a split that went.
        void close() {
            try {
                if (split != null) {
                    split.close();
                }
            } catch (IOException | RuntimeException failure) {
                LOG.warn("a cached split was not closed", failure);
            }
            try {
                if (file != null) {
                    file.delete();
                }
            } catch (TrawlException failure) {
                LOG.warn("cache file {} stays until the next start", file.path(), failure);
            }
        }
    }

    long diskBytes() {
        return diskBytes;
    }

    long memoryBytes() {
        return memoryBytes;
    }

    int openSplits() {
        return openSplits;
    }

    int files() {
        return fileCount;
    }

    @Nullable
    Entry find(SplitCache.SplitId id) {
        return entries.get(id);
    }

    boolean has(SplitCache.SplitId id) {
        return entries.containsKey(id);
    }

    /// Keeps the split from going until it is [released][#release].
    void hold(SplitCache.SplitId id, Entry entry) {
        entry.holders++;
        if (entry.split != null) {
            readers.used(id);
            readerStatistics.hit(entry.memoryBytes);
        }
        if (entry.file != null) {
            files.used(id);
        }
    }

    void release(SplitCache.SplitId id) {
        Entry entry = entries.get(id);
        if (entry != null) {
            entry.holders--;
        }
    }

    /// Adds the file of a split that is not open.
    void addFile(SplitCache.SplitId id, CacheFile file, long bytes) {
        put(id, file, bytes);
    }

    /// Adds a split that was opened, and holds it.
    ///
    /// @param known the split's entry, held by whoever opened it; null if there was none
    /// @return the file that it had and has no more, to be deleted
    Optional<CacheFile> addOpened(SplitCache.SplitId id, @Nullable Entry known, SplitCache.Opened opened) {
        Optional<CacheFile> left = known == null ? Optional.empty() : known.file();
        boolean isReplaced = left.isPresent() && !left.equals(opened.file());
        if (isReplaced) {
            forget(id);
        }
        OpenSplit split = opened.split();
        Entry entry = put(id, opened.file().orElse(null), split.bytes().cachedBytes());
        entry.split = split;
        entry.holders += known == null || isReplaced ? 1 : 0;
        openSplits++;
        rechargeMemory(id, entry, split.memoryBytes());
        return isReplaced ? left : Optional.empty();
    }

    private Entry put(SplitCache.SplitId id, @Nullable CacheFile file, long bytes) {
        Entry entry = entries.computeIfAbsent(id, absent -> new Entry());
        if (entry.file == null && file != null) {
            entry.file = file;
            fileCount++;
        }
        rechargeDisk(id, entry, bytes);
        return entry;
    }

    private void forget(SplitCache.SplitId id) {
        Entry entry = entries.remove(id);
        if (entry != null && entry.file != null) {
            diskBytes -= entry.diskBytes;
            fileCount--;
            files.removed(id);
        }
    }

    /// Counts anew what an open split takes.
    void recharge(SplitCache.SplitId id) {
        Entry grown = entries.get(id);
        if (grown != null && grown.split != null) {
            rechargeDisk(id, grown, grown.split.bytes().cachedBytes());
            rechargeMemory(id, grown, grown.split.memoryBytes());
        }
    }

    private void rechargeDisk(SplitCache.SplitId id, Entry entry, long now) {
        if (entry.file == null) {
            return;
        }
        diskBytes += now - entry.diskBytes;
        entry.diskBytes = now;
        files.put(id, now);
        fileStatistics.size(fileCount, diskBytes);
    }

    private void rechargeMemory(SplitCache.SplitId id, Entry entry, long now) {
        if (now != entry.memoryBytes) {
            memoryBytes += now - entry.memoryBytes;
            entry.memoryBytes = now;
            readers.put(id, now);
        }
    }

    /// Takes out what is over the limits.
    ///
    /// @param all whether splits that nobody holds are closed in any case
    List<Gone> evict(boolean all) {
        List<Gone> gone = new ArrayList<>();
        while (all || memoryBytes > limits.openReaders().capacity()) {
            Optional<SplitCache.SplitId> victim = readers.victim(this::isUnused);
            if (victim.isEmpty()) {
                break;
            }
            gone.add(closeReader(victim.get(), !all));
        }
        while (diskBytes > limits.diskBytes().bytes() || fileCount > limits.files()) {
            Optional<Gone> dropped = dropFile();
            if (dropped.isEmpty()) {
                break;
            }
            gone.add(dropped.get());
        }
        readerStatistics.size(openSplits, memoryBytes);
        fileStatistics.size(fileCount, diskBytes);
        return gone;
    }

    /// Takes files out until no more than `goal` bytes are left, or all others are held.
    List<Gone> dropFiles(long goal) {
        List<Gone> gone = new ArrayList<>();
        while (fileCount > 0 && diskBytes > goal) {
            Optional<Gone> dropped = dropFile();
            if (dropped.isEmpty()) {
                break;
            }
            gone.add(dropped.get());
        }
        return gone;
    }

    private boolean isUnused(SplitCache.SplitId id) {
        Entry entry = entries.get(id);
        return entry != null && entry.holders == 0;
    }

    private Entry entry(SplitCache.SplitId id) {
        Entry entry = entries.get(id);
        if (entry == null) {
            throw new IllegalStateException("split " + id + " is not in the cache");
        }
        return entry;
    }

    private Gone closeReader(SplitCache.SplitId id, boolean isEviction) {
        Entry entry = entry(id);
        OpenSplit split = entry.split;
        if (isEviction) {
            readerStatistics.evicted(entry.memoryBytes);
        }
        readers.removed(id);
        memoryBytes -= entry.memoryBytes;
        openSplits--;
        entry.split = null;
        entry.memoryBytes = 0;
        CacheFile file = entry.file;
        if (keepsFiles && file != null) {
            return new Gone(split, null);
        }
        forget(id);
        return new Gone(split, file);
    }

    private Optional<Gone> dropFile() {
        Optional<SplitCache.SplitId> victim = files.victim(this::isUnused);
        if (victim.isEmpty()) {
            return Optional.empty();
        }
        SplitCache.SplitId id = victim.get();
        Entry entry = entry(id);
        fileStatistics.evicted(entry.diskBytes);
        CacheFile file = entry.file;
        OpenSplit split = entry.split == null ? null : closeReader(id, true).split();
        forget(id);
        return Optional.of(new Gone(split, file));
    }
}
