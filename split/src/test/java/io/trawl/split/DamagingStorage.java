package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.config.StorageUri;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageObject;
import io.trawl.storage.StorageRead;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A storage whose bytes are whole, but one read of them arrives with a flipped bit, or brings another object.
final class DamagingStorage implements Storage {
    private final Storage delegate;
    private final Random random;
    private int readsUntilDamage;
    private int damaged;

    /// @param nth the read that is damaged, from 1
    DamagingStorage(Storage delegate, Random random, int nth) {
        this.delegate = delegate;
        this.random = random;
        this.readsUntilDamage = nth;
    }

    int damaged() {
        return damaged;
    }

    @Override
    public byte[] read(StorageKey key, ByteRange range, RequestContext context) {
        return damage(delegate.read(key, range, context));
    }

    @Override
    public byte[] readAll(StorageKey key, RequestContext context) {
        return damage(delegate.readAll(key, context));
    }

    @Override
    public List<byte[]> readMany(List<StorageRead> reads, RequestContext context) {
        List<byte[]> answers = new ArrayList<>(delegate.readMany(reads, context));
        answers.replaceAll(this::damage);
        return answers;
    }

    private byte[] damage(byte[] bytes) {
        if (--readsUntilDamage != 0) {
            return bytes;
        }
        damaged++;
        if (random.nextInt(4) == 0) {
            // As of another object, which has another length.
            throw TrawlException.corrupted("the range lies outside of the object");
        }
        byte[] wrong = bytes.clone();
        wrong[random.nextInt(wrong.length)] ^= (byte) (1 << random.nextInt(8));
        return wrong;
    }

    @Override
    public StorageUri root() {
        return delegate.root();
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
