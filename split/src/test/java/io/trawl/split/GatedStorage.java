package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageRead;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/// A storage whose reads can be held back.
final class GatedStorage extends PassingStorage {
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

    GatedStorage(Storage delegate) {
        super(delegate);
    }

    void shut() {
        gate = new CompletableFuture<>();
    }

    void open() {
        gate.complete(null);
    }

    /// How many reads are held back now.
    int waiting() {
        return waiting.get();
    }

    private void pass(RequestContext context) {
        waiting.incrementAndGet();
        try {
            Waits.untilDone(gate, context);
        } finally {
            waiting.decrementAndGet();
        }
    }

    @Override
    public byte[] read(StorageKey key, ByteRange range, RequestContext context) {
        pass(context);
        return super.read(key, range, context);
    }

    @Override
    public byte[] readAll(StorageKey key, RequestContext context) {
        pass(context);
        return super.readAll(key, context);
    }

    @Override
    public List<byte[]> readMany(List<StorageRead> reads, RequestContext context) {
        pass(context);
        return super.readMany(reads, context);
    }
}
