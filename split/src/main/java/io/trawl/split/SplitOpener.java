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

/// Opens splits: one storage read, of the hot tail; none if the split is open already. Safe for concurrent
/// use.
public final class SplitOpener {
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
        OpenSplit split = cache.acquire(id, () -> openNew(storage, key, tail, context), context);
        return new SplitReader(cache, id, split);
    }

    private OpenSplit openNew(Storage storage, StorageKey key, ByteRange range, RequestContext context) {
        byte[] bytes = storage.read(key, range, context);
        SplitTail tail = TailReader.read(key.value(), bytes, range);
        PageStore store = pageStore(storage, key, range, tail, bytes);
        return OpenSplit.open(
                key.value(), range, tail, new SplitBytes(key.value(), tail.pages(), tail.pieces(), store));
    }

    private PageStore pageStore(Storage storage, StorageKey key, ByteRange range, SplitTail tail, byte[] tailBytes) {
        Optional<Path> local = storage.localFile(key);
        return local.isPresent()
                ? localStore(key, local.get(), range, tail)
                : CachedPageStore.create(storage, key, tail.pages(), cache.newFile(), tailBytes);
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
