package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import io.trawl.config.StorageUri;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageObject;
import io.trawl.storage.StorageRead;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/// A storage whose reads can be held back.
final class GatedStorage implements Storage {
    private final Storage delegate;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

    GatedStorage(Storage delegate) {
        this.delegate = delegate;
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
    public StorageUri root() {
        return delegate.root();
    }

    @Override
    public byte[] read(StorageKey key, ByteRange range, RequestContext context) {
        pass(context);
        return delegate.read(key, range, context);
    }

    @Override
    public byte[] readAll(StorageKey key, RequestContext context) {
        pass(context);
        return delegate.readAll(key, context);
    }

    @Override
    public List<byte[]> readMany(List<StorageRead> reads, RequestContext context) {
        pass(context);
        return delegate.readMany(reads, context);
    }

    @Override
    public long size(StorageKey key, RequestContext context) {
        return delegate.size(key, context);
    }

    @Override
    public void put(StorageKey key, Payload payload, RequestContext context) {
        delegate.put(key, payload, context);
    }

    @Override
    public boolean putIfAbsent(StorageKey key, Payload payload, RequestContext context) {
        return delegate.putIfAbsent(key, payload, context);
    }

    @Override
    public void delete(StorageKey key, RequestContext context) {
        delegate.delete(key, context);
    }

    @Override
    public List<StorageObject> list(String prefix, String startAfter, int limit, RequestContext context) {
        return delegate.list(prefix, startAfter, limit, context);
    }
}
