package io.trawl.split;

import io.trawl.common.DataSize;
import io.trawl.common.RequestContext;
import io.trawl.storage.LedgerStorage;
import io.trawl.storage.MemoryStorage;
import io.trawl.storage.Payload;
import io.trawl.storage.StorageKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.apache.lucene.store.Directory;

/// A packaged sample split in a [MemoryStorage] that counts, beside the index it was made from.
record StoredSplit(Directory index, int docs, PackagedSplit packaged, LedgerStorage storage, StorageKey key) {
    static final StorageKey KEY = StorageKey.of("splits/sample.split");

    static StoredSplit create(int docs, Random random, Path folder) throws IOException {
        return create(SampleIndex.ofDocs(docs, random), docs, folder);
    }

    static StoredSplit create(Directory index, int docs, Path folder) throws IOException {
        PackagedSplit packaged = SampleIndex.pack(index, docs, Files.createTempFile(folder, "sample", ".split"));
        LedgerStorage storage = new LedgerStorage(new MemoryStorage());
        storage.put(KEY, Payload.ofFile(packaged.file()), RequestContext.background("put"));
        return new StoredSplit(index, docs, packaged, storage, KEY);
    }

    static SplitCache cache(Path folder) throws IOException {
        return SplitCache.create(
                Files.createTempDirectory(folder, "cache"), DataSize.ofGibibytes(1), DataSize.ofMebibytes(64));
    }

    /// Without memory for open splits that nobody uses: every split is cold again once it is closed.
    static SplitCache coldCache(Path folder) throws IOException {
        return SplitCache.create(
                Files.createTempDirectory(folder, "cache"), DataSize.ofGibibytes(1), DataSize.ofBytes(0));
    }

    SplitReader open(SplitCache cache, RequestContext context) {
        return new SplitOpener(cache).open(storage, key, packaged.tail(), context);
    }
}
