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

/// Passes everything on to another storage. Those that hinder reads extend it.
class PassingStorage implements Storage {
    private final Storage delegate;

    PassingStorage(Storage delegate) {
        this.delegate = delegate;
    }

    @Override
    public StorageUri root() {
        return delegate.root();
    }

    @Override
    public byte[] read(StorageKey key, ByteRange range, RequestContext context) {
        return delegate.read(key, range, context);
    }

    @Override
    public byte[] readAll(StorageKey key, RequestContext context) {
        return delegate.readAll(key, context);
    }

    @Override
    public List<byte[]> readMany(List<StorageRead> reads, RequestContext context) {
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
