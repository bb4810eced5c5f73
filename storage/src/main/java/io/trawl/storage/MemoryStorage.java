package io.trawl.storage;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.StorageUri;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// Objects in memory, gone with the process. For tests and trying things out; it has no limit but the heap.
public final class MemoryStorage implements Storage {
    private final StorageUri root;
    private final TimeSource timeSource;
    /// How the keys of this storage start among all in `objects`: empty, or ending in a slash.
    private final String prefix;

    private final ConcurrentNavigableMap<String, Stored> objects;

    /// An empty storage of its own.
    public MemoryStorage() {
        this(new StorageUri("ram", "memory"));
    }

    /// An empty storage of its own that says it is at `root`.
    public MemoryStorage(StorageUri root) {
        this(root, TimeSource.SYSTEM);
    }

    public MemoryStorage(StorageUri root, TimeSource timeSource) {
        this(root, timeSource, "", new ConcurrentSkipListMap<>(StorageKey::compare));
    }

    private MemoryStorage(
            StorageUri root, TimeSource timeSource, String prefix, ConcurrentNavigableMap<String, Stored> objects) {
        this.root = root;
        this.timeSource = timeSource;
        this.prefix = prefix;
        this.objects = objects;
    }

    /// The same objects seen from a folder: what is put here under `folder/a` is there under `a`.
    public MemoryStorage below(StorageKey folder) {
        return below(root.child(folder.value()), folder);
    }

    MemoryStorage below(StorageUri uri, StorageKey folder) {
        return new MemoryStorage(uri, timeSource, prefix + folder + "/", objects);
    }

    @Override
    public StorageUri root() {
        return root;
    }

    @Override
    public byte[] read(StorageKey key, ByteRange range, RequestContext context) {
        context.check();
        context.counters().addStorageWave();
        return readOne(new StorageRead(key, range), context);
    }

    @Override
    public byte[] readAll(StorageKey key, RequestContext context) {
        context.check();
        context.counters().addStorageWave();
        byte[] bytes = fetch(key).bytes;
        context.counters().addStorageRead(bytes.length);
        return bytes.clone();
    }

    @Override
    public List<byte[]> readMany(List<StorageRead> reads, RequestContext context) {
        context.check();
        if (reads.isEmpty()) {
            return List.of();
        }
        context.counters().addStorageWave();
        List<byte[]> results = new ArrayList<>(reads.size());
        for (StorageRead read : reads) {
            results.add(readOne(read, context));
        }
        return results;
    }

    @Override
    public long size(StorageKey key, RequestContext context) {
        context.check();
        context.counters().addStorageWave();
        context.counters().addStorageRead(0);
        return fetch(key).bytes.length;
    }

    @Override
    public void put(StorageKey key, Payload payload, RequestContext context) {
        context.check();
        objects.put(prefix + key, new Stored(copy(key, payload), timeSource.epochMillis()));
    }

    @Override
    public boolean putIfAbsent(StorageKey key, Payload payload, RequestContext context) {
        context.check();
        Stored stored = new Stored(copy(key, payload), timeSource.epochMillis());
        return objects.putIfAbsent(prefix + key, stored) == null;
    }

    @Override
    public void delete(StorageKey key, RequestContext context) {
        context.check();
        objects.remove(prefix + key);
    }

    @Override
    public List<StorageObject> list(String keyPrefix, String startAfter, int limit, RequestContext context) {
        context.check();
        StorageRanges.checkLimit(limit);
        context.counters().addStorageWave();
        context.counters().addStorageRead(0);
        String start = prefix + keyPrefix;
        String after = prefix + startAfter;
        boolean isAfterFirst = !startAfter.isEmpty() && StorageKey.compare(after, start) >= 0;
        NavigableMap<String, Stored> tail = isAfterFirst ? objects.tailMap(after, false) : objects.tailMap(start, true);
        List<StorageObject> found = new ArrayList<>();
        for (var entry : tail.entrySet()) {
            if (found.size() == limit || !entry.getKey().startsWith(start)) {
                break;
            }
            StorageKey key = new StorageKey(entry.getKey().substring(prefix.length()));
            Stored stored = entry.getValue();
            found.add(new StorageObject(key, stored.bytes.length, stored.lastModifiedMillis));
        }
        return found;
    }

    private byte[] readOne(StorageRead read, RequestContext context) {
        ByteRange range = read.range();
        int length = StorageRanges.arrayLength(read.key(), range.length());
        context.counters().addStorageRead(length);
        byte[] bytes = fetch(read.key()).bytes;
        StorageRanges.checkWithin(read.key(), range, bytes.length);
        return Arrays.copyOfRange(bytes, (int) range.start(), (int) range.end());
    }

    private Stored fetch(StorageKey key) {
        Stored stored = objects.get(prefix + key);
        if (stored == null) {
            throw TrawlException.notFound("object `" + key + "` not found in `" + root + "`");
        }
        return stored;
    }

    private static byte[] copy(StorageKey key, Payload payload) {
        byte[] bytes = new byte[StorageRanges.arrayLength(key, payload.length())];
        try (InputStream in = payload.open()) {
            int read = in.readNBytes(bytes, 0, bytes.length);
            if (read < bytes.length) {
                throw TrawlException.corrupted(
                        "payload of `" + key + "` ended after " + read + " of " + bytes.length + " bytes");
            }
            return bytes;
        } catch (IOException failure) {
            throw TrawlException.internal(
                    "cannot read the payload of `" + key + "`: " + TrawlException.describe(failure), failure);
        }
    }

    private static final class Stored {
        /// Never changed, never handed out.
        private final byte[] bytes;

        private final long lastModifiedMillis;

        Stored(byte[] bytes, long lastModifiedMillis) {
            this.bytes = bytes;
            this.lastModifiedMillis = lastModifiedMillis;
        }
    }
}
