package io.trawl.benchmarks;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// One object on storage, read in blocks when they are needed, each kept once it was read. The plain way to put a
/// Lucene index on object storage.
final class OnDemandBlocks {
    static final int BLOCK_BYTES = 64 << 10;

    private final Storage storage;
    private final StorageKey key;
    private final long length;
    private final RequestContext context;
    private final Map<Long, CompletableFuture<byte[]>> blocks = new ConcurrentHashMap<>();
    private final LongAdder waits = new LongAdder();

    OnDemandBlocks(Storage storage, StorageKey key, long length, RequestContext context) {
        this.storage = storage;
        this.key = key;
        this.length = length;
        this.context = context;
    }

    /// The block's bytes, waited for if they are not here.
    byte[] get(long block) {
        CompletableFuture<byte[]> mine = new CompletableFuture<>();
        CompletableFuture<byte[]> other = blocks.putIfAbsent(block, mine);
        if (other == null) {
            waits.increment();
            load(block, mine);
            return mine.join();
        }
        if (!other.isDone()) {
            waits.increment();
        }
        return other.join();
    }

    /// Begins to read the blocks of these bytes, side by side, and does not wait.
    void prefetch(long start, long end) {
        for (long block = start / BLOCK_BYTES; block * BLOCK_BYTES < end; block++) {
            CompletableFuture<byte[]> mine = new CompletableFuture<>();
            if (blocks.putIfAbsent(block, mine) == null) {
                long wanted = block;
                Threads.startVirtual("prefetch", () -> load(wanted, mine));
            }
        }
    }

    private void load(long block, CompletableFuture<byte[]> target) {
        try {
            long start = block * BLOCK_BYTES;
            target.complete(storage.read(key, new ByteRange(start, Math.min(length, start + BLOCK_BYTES)), context));
        } catch (RuntimeException failure) {
            target.completeExceptionally(failure);
        }
    }

    /// How often a reader had to wait.
    long waits() {
        return waits.sum();
    }
}
