package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageRead;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A storage whose bytes are whole, but one read of them arrives with a flipped bit, or brings another object.
final class DamagingStorage extends PassingStorage {
    private final Random random;
    private int readsUntilDamage;
    private int damaged;

    /// @param nth the read that is damaged, from 1
    DamagingStorage(Storage delegate, Random random, int nth) {
        super(delegate);
        this.random = random;
        this.readsUntilDamage = nth;
    }

    int damaged() {
        return damaged;
    }

    @Override
    public byte[] read(StorageKey key, ByteRange range, RequestContext context) {
        return damage(super.read(key, range, context));
    }

    @Override
    public byte[] readAll(StorageKey key, RequestContext context) {
        return damage(super.readAll(key, context));
    }

    @Override
    public List<byte[]> readMany(List<StorageRead> reads, RequestContext context) {
        List<byte[]> answers = new ArrayList<>(super.readMany(reads, context));
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
}
