package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.lucene.store.IndexInput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens splits: one storage read, of the hot tail; none if the split is open already. Safe for concurrent
/// use.
public final class SplitOpener {
    private static final Logger LOG = LoggerFactory.getLogger(SplitOpener.class);

    private final SplitCache cache;

    public SplitOpener(SplitCache cache) {
        this.cache = cache;
    }

    /// Opens a split, or joins those who have it open.
    ///
    /// @param tail the footer offsets of the split's metadata
    /// @throws TrawlException NOT_FOUND, CORRUPTED, UNKNOWN_VERSION, or as storage does
    public SplitReader open(Storage storage, StorageKey key, ByteRange tail, RequestContext context) {
        SplitCache.SplitId id = new SplitCache.SplitId(storage.root().toString(), key, tail);
        OpenSplit split = cache.acquire(id, left -> open(storage, key, tail, id, left, context), context);
        return new SplitReader(cache, id, split);
    }

    /// Brings the tail of a split to this machine's disk, so that opening it later reads nothing from storage.
    ///
    /// @return bytes read; 0 if the tail was there, or the storage is this machine's
    /// @throws TrawlException as [#open]
    public long fetchTail(Storage storage, StorageKey key, ByteRange tail, RequestContext context) {
        if (storage.localFile(key).isPresent()) {
            return 0;
        }
        SplitCache.SplitId id = new SplitCache.SplitId(storage.root().toString(), key, tail);
        boolean fetched = cache.addFile(id, () -> {
            TailBytes read = readTail(storage, key, tail, context);
            return cache.newFile(id, read.tail.pages(), read.bytes, context);
        });
        return fetched ? tail.length() : 0;
    }

    /// @param left the split's cache file, if there is one
    private SplitCache.Opened open(
            Storage storage,
            StorageKey key,
            ByteRange range,
            SplitCache.SplitId id,
            Optional<CacheFile> left,
            RequestContext context) {
        if (left.isPresent()) {
            Optional<OpenSplit> again = reopen(storage, key, range, left.get());
            if (again.isPresent()) {
                return new SplitCache.Opened(again.get(), left);
            }
        }
        TailBytes read = readTail(storage, key, range, context);
        SplitTail tail = read.tail;
        Optional<Path> local = storage.localFile(key);
        if (local.isPresent()) {
            return new SplitCache.Opened(
                    open(key, range, tail, localStore(key, local.get(), range, tail)), Optional.empty());
        }
        CacheFile file = cache.newFile(id, tail.pages(), read.bytes, context);
        try {
            PageStore store = CachedPageStore.open(storage, key, tail.pages(), file);
            return new SplitCache.Opened(open(key, range, tail, store), Optional.of(file));
        } catch (RuntimeException failure) {
            file.delete();
            throw failure;
        }
    }

    /// A tail as it lies in the file, and decoded.
    @SuppressWarnings("ArrayRecordComponent") // Passed along, never compared.
    private record TailBytes(byte[] bytes, SplitTail tail) {}

    private static TailBytes readTail(Storage storage, StorageKey key, ByteRange range, RequestContext context) {
        return CheckedRead.read(
                storage,
                key,
                range,
                context,
                bytes -> new TailBytes(bytes, TailReader.read(key.value(), bytes, range)));
    }

    private static OpenSplit open(StorageKey key, ByteRange range, SplitTail tail, PageStore store) {
        return OpenSplit.open(
                key.value(), range, tail, new SplitBytes(key.value(), tail.pages(), tail.pieces(), store));
    }

    /// @return empty if the file is damaged: it is only a cache
    private static Optional<OpenSplit> reopen(Storage storage, StorageKey key, ByteRange range, CacheFile file) {
        try {
            SplitTail tail = TailReader.read(key.value(), file.readTail(), range);
            return Optional.of(open(key, range, tail, CachedPageStore.open(storage, key, tail.pages(), file)));
        } catch (IOException | RuntimeException damaged) {
            LOG.warn("cache file {} of split {} is not used: {}", file.path(), key, TrawlException.describe(damaged));
            return Optional.empty();
        }
    }

    private static PageStore localStore(StorageKey key, Path file, ByteRange range, SplitTail tail) {
        try {
            long length = Files.size(file);
            if (length != range.end()) {
                throw TrawlException.corrupted("split " + key + " is damaged or not the one that was meant: it has "
                        + length + " bytes, its metadata says " + range.end());
            }
            IndexInput mapped = MappedFiles.open(file);
            return new LocalPageStore(key.value(), tail.pages(), mapped);
        } catch (IOException failure) {
            throw new TrawlException(
                    ErrorCode.UNAVAILABLE,
                    "cannot map split " + key + ": " + TrawlException.describe(failure),
                    failure);
        }
    }

    /// Asks the file itself where its tail is. For tools, which have no metadata: costs two more requests.
    public static ByteRange locateTail(Storage storage, StorageKey key, RequestContext context) {
        long length = storage.size(key, context);
        if (length < Trailer.LENGTH) {
            throw TrawlException.corrupted(
                    "split " + key + " is damaged or no split: it has only " + length + " bytes");
        }
        byte[] trailer = storage.read(key, new ByteRange(length - Trailer.LENGTH, length), context);
        return Trailer.decode(key.value(), trailer, length).tail();
    }
}
