package io.trawl.storage;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import io.trawl.config.StorageUri;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Writes every request to a [RequestLedger] before it is made; failed ones count too.
public final class LedgerStorage implements Storage {
    private final Storage delegate;
    private final RequestLedger ledger;

    public LedgerStorage(Storage delegate, RequestLedger ledger) {
        this.delegate = delegate;
        this.ledger = ledger;
    }

    public LedgerStorage(Storage delegate) {
        this(delegate, new RequestLedger());
    }

    public RequestLedger ledger() {
        return ledger;
    }

    @Override
    public StorageUri root() {
        return delegate.root();
    }

    @Override
    public byte[] read(StorageKey key, ByteRange range, RequestContext context) {
        ledger.addWave(List.of(new StorageRead(key, range)));
        return delegate.read(key, range, context);
    }

    @Override
    public byte[] readAll(StorageKey key, RequestContext context) {
        long bytes = 0;
        try {
            byte[] read = delegate.readAll(key, context);
            bytes = read.length;
            return read;
        } finally {
            ledger.addReadAll(key, bytes);
        }
    }

    @Override
    public List<byte[]> readMany(List<StorageRead> reads, RequestContext context) {
        if (!reads.isEmpty()) {
            ledger.addWave(reads);
        }
        return delegate.readMany(reads, context);
    }

    @Override
    public long size(StorageKey key, RequestContext context) {
        ledger.addSize(key);
        return delegate.size(key, context);
    }

    @Override
    public void put(StorageKey key, Payload payload, RequestContext context) {
        ledger.addChange(StorageOperation.PUT, key, payload.length());
        delegate.put(key, payload, context);
    }

    @Override
    public boolean putIfAbsent(StorageKey key, Payload payload, RequestContext context) {
        ledger.addChange(StorageOperation.PUT_IF_ABSENT, key, payload.length());
        return delegate.putIfAbsent(key, payload, context);
    }

    @Override
    public void delete(StorageKey key, RequestContext context) {
        ledger.addChange(StorageOperation.DELETE, key, 0);
        delegate.delete(key, context);
    }

    /// Written down as one request, whatever the backend makes of it.
    @Override
    public void deleteMany(Collection<StorageKey> keys, RequestContext context) {
        if (!keys.isEmpty()) {
            ledger.addDeletes(List.copyOf(keys));
        }
        delegate.deleteMany(keys, context);
    }

    @Override
    public int tidy(String folder, long startedBeforeMillis, RequestContext context) {
        return delegate.tidy(folder, startedBeforeMillis, context);
    }

    @Override
    public List<StorageObject> list(String prefix, String startAfter, int limit, RequestContext context) {
        ledger.addList(prefix);
        return delegate.list(prefix, startAfter, limit, context);
    }

    @Override
    public Optional<Path> localFile(StorageKey key) {
        return delegate.localFile(key);
    }
}
