package io.trawl.metastore;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import io.trawl.config.StorageUri;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageObject;
import io.trawl.storage.StorageRead;
import java.util.List;

/// Calls a hook before and after each call of the metastore to its storage.
class HookedStorage implements Storage {
    private final Storage delegate;

    HookedStorage(Storage delegate) {
        this.delegate = delegate;
    }

    /// @param call `put`, `get`, `list` or `delete` and the key
    void before(String call) {}

    void after(String call) {}

    @Override
    public StorageUri root() {
        return delegate.root();
    }

    @Override
    public byte[] read(StorageKey key, ByteRange range, RequestContext context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] readAll(StorageKey key, RequestContext context) {
        before("get " + key);
        byte[] bytes = delegate.readAll(key, context);
        after("get " + key);
        return bytes;
    }

    @Override
    public List<byte[]> readMany(List<StorageRead> reads, RequestContext context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long size(StorageKey key, RequestContext context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void put(StorageKey key, Payload payload, RequestContext context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean putIfAbsent(StorageKey key, Payload payload, RequestContext context) {
        before("put " + key);
        boolean put = delegate.putIfAbsent(key, payload, context);
        after("put " + key);
        return put;
    }

    @Override
    public void delete(StorageKey key, RequestContext context) {
        before("delete " + key);
        delegate.delete(key, context);
        after("delete " + key);
    }

    @Override
    public List<StorageObject> list(String prefix, String startAfter, int limit, RequestContext context) {
        before("list " + prefix);
        List<StorageObject> objects = delegate.list(prefix, startAfter, limit, context);
        after("list " + prefix);
        return objects;
    }
}
