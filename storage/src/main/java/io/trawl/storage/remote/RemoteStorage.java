package io.trawl.storage.remote;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.config.StorageUri;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageObject;
import io.trawl.storage.StorageOperation;
import io.trawl.storage.StorageRead;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Objects below a prefix of a bucket, whatever the protocol.
///
/// Reads and unconditional writes are tried again after any failure that may pass. So is a conditional put; but if an
/// attempt was lost on the way and the next one finds an object, it may be our own: [#putIfAbsent] then fails with
/// `UNAVAILABLE`, and the caller reads the object and compares it with what it wanted to put.
///
/// A range read is checked for its length only: object stores have no checksum of a part. Who reads ranges checks what
/// is in them. [#readAll] is checked against the checksum of the upload where there is one.
public final class RemoteStorage implements Storage {
    /// Keys that all stores list in one request.
    private static final int LIST_PAGE_MAX = 1000;

    /// Requests that delete objects side by side; most stores have no request for many.
    private static final int DELETES_IN_FLIGHT = 16;

    /// The longest array that every JVM can make.
    public static final int MAX_ARRAY_LENGTH = Integer.MAX_VALUE - 8;

    private final StorageUri root;
    private final BucketAddress address;
    private final ObjectClient client;
    private final Optional<BigPut> bigPut;
    private final RemoteCalls calls;
    private final RemoteSettings settings;

    /// @param bigPut for objects longer than a part; empty: they are put in one request too
    public RemoteStorage(
            StorageUri root,
            BucketAddress address,
            ObjectClient client,
            Optional<BigPut> bigPut,
            RemoteCalls calls,
            RemoteSettings settings) {
        this.root = root;
        this.address = address;
        this.client = client;
        this.bigPut = bigPut;
        this.calls = calls;
        this.settings = settings;
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
        // How long it is nobody knows; a part's time is more than most objects need that are read whole.
        byte[] bytes = run(
                        StorageOperation.READ,
                        "read",
                        key,
                        settings.partSize().bytes(),
                        context,
                        attempt -> client.get(address.name(key), Optional.empty(), attempt.timeout()))
                .bytes();
        context.counters().addStorageRead(bytes.length);
        calls.meter().read(bytes.length);
        return bytes;
    }

    @Override
    public List<byte[]> readMany(List<StorageRead> reads, RequestContext context) {
        context.check();
        if (reads.isEmpty()) {
            return List.of();
        }
        context.counters().addStorageWave();
        List<Callable<byte[]>> tasks = new ArrayList<>(reads.size());
        for (StorageRead read : reads) {
            tasks.add(() -> readOne(read, context));
        }
        return calls.all(context, settings.maxConcurrentRequests(), tasks);
    }

    private byte[] readOne(StorageRead read, RequestContext context) {
        StorageKey key = read.key();
        ByteRange range = read.range();
        if (range.length() > MAX_ARRAY_LENGTH) {
            throw new TrawlException(
                    ErrorCode.TOO_LARGE,
                    "cannot read " + range.length() + " bytes of `" + key + "` at once: read it in parts of at most "
                            + MAX_ARRAY_LENGTH);
        }
        context.counters().addStorageRead(range.length());
        if (range.isEmpty()) {
            // There is no request for no bytes; what is left to check is that they lie within the object.
            long size = fetchSize(key, context);
            if (range.end() > size) {
                throw outside(key, range, size);
            }
            return new byte[0];
        }
        RemoteCall<ObjectClient.Fetched> call = new RemoteCall<>(
                StorageOperation.READ,
                describe("read", key),
                range.length(),
                true,
                attempt -> client.get(address.name(key), Optional.of(range), attempt.timeout()));
        ObjectClient.Fetched fetched = run(call, key, context);
        if (fetched.bytes().length != range.length()) {
            if (range.end() > fetched.objectLength()) {
                throw outside(key, range, fetched.objectLength());
            }
            throw TrawlException.internal(
                    "read of `" + key + "` in `" + root + "` gave " + fetched.bytes().length + " bytes for range "
                            + range + ": the server seems to ignore ranges",
                    null);
        }
        calls.meter().read(range.length());
        return fetched.bytes();
    }

    @Override
    public long size(StorageKey key, RequestContext context) {
        context.check();
        context.counters().addStorageWave();
        context.counters().addStorageRead(0);
        return fetchSize(key, context);
    }

    private long fetchSize(StorageKey key, RequestContext context) {
        return run(
                StorageOperation.SIZE,
                "size",
                key,
                0,
                context,
                attempt -> client.size(address.name(key), attempt.timeout()));
    }

    @Override
    public void put(StorageKey key, Payload payload, RequestContext context) {
        context.check();
        String name = address.name(key);
        if (payload.length() > settings.partSize().bytes() && bigPut.isPresent()) {
            bigPut.get().put(name, payload, describe("put", key), context);
            return;
        }
        PayloadSection section = PayloadSection.whole(payload);
        boolean unused = run(
                StorageOperation.PUT,
                "put",
                key,
                payload.length(),
                context,
                attempt -> client.put(name, section, false, attempt.timeout()));
        calls.meter().written(payload.length());
    }

    /// Stores the object unless there is one, in one request whatever its length.
    ///
    /// @throws TrawlException UNAVAILABLE if it is open who put the object: read it and compare
    @Override
    public boolean putIfAbsent(StorageKey key, Payload payload, RequestContext context) {
        context.check();
        PayloadSection section = PayloadSection.whole(payload);
        boolean isPut = run(
                StorageOperation.PUT_IF_ABSENT,
                "conditional put",
                key,
                payload.length(),
                context,
                attempt -> putIfAbsent(key, section, attempt));
        if (isPut) {
            calls.meter().written(payload.length());
        }
        return isPut;
    }

    private boolean putIfAbsent(StorageKey key, PayloadSection section, RemoteCall.Attempt attempt)
            throws IOException, InterruptedException {
        if (client.put(address.name(key), section, true, attempt.timeout())) {
            return true;
        }
        if (attempt.isUnclear()) {
            throw new TrawlException(
                    ErrorCode.UNAVAILABLE,
                    describe("conditional put", key) + " was answered by none of its attempts before the last,"
                            + " which found an object: read it to see who put it");
        }
        return false;
    }

    @Override
    public void delete(StorageKey key, RequestContext context) {
        context.check();
        boolean unused = run(StorageOperation.DELETE, "delete", key, 0, context, attempt -> {
            client.delete(address.name(key), attempt.timeout());
            return true;
        });
    }

    @Override
    public void deleteMany(Collection<StorageKey> keys, RequestContext context) {
        context.check();
        List<StorageKey> all = List.copyOf(keys);
        List<Callable<Boolean>> tasks = new ArrayList<>();
        int batch = client.deleteBatchMax();
        for (int start = 0; start < all.size(); start += batch) {
            List<StorageKey> part = all.subList(start, Math.min(start + batch, all.size()));
            tasks.add(() -> {
                if (part.size() == 1) {
                    delete(part.getFirst(), context);
                } else {
                    deleteBatch(part, context);
                }
                return true;
            });
        }
        List<Boolean> unused = calls.all(context, DELETES_IN_FLIGHT, tasks);
    }

    private void deleteBatch(List<StorageKey> keys, RequestContext context) {
        List<String> names = keys.stream().map(address::name).toList();
        Optional<String> problem = run(
                StorageOperation.DELETE,
                "delete of " + keys.size() + " objects",
                keys.getFirst(),
                0,
                context,
                attempt -> client.deleteMany(names, attempt.timeout()));
        if (problem.isPresent()) {
            // Which of them may pass is not worth telling apart: deleting again is harmless.
            throw new TrawlException(
                    ErrorCode.UNAVAILABLE, "delete in `" + root + "` failed for some objects: " + problem.get());
        }
    }

    @Override
    public List<StorageObject> list(String prefix, String startAfter, int limit, RequestContext context) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit of a listing must be at least 1, got " + limit);
        }
        context.check();
        List<StorageObject> found = new ArrayList<>();
        if (!canStartKey(prefix)) {
            // Not asked: servers on file systems clean such a prefix up, and would list what lies elsewhere.
            return found;
        }
        context.counters().addStorageWave();
        String after = startAfter.isEmpty() ? "" : address.prefix() + startAfter;
        while (true) {
            context.counters().addStorageRead(0);
            String from = after;
            int max = Math.min(limit - found.size(), LIST_PAGE_MAX);
            String what = "listing of `" + root + "/" + prefix + "`";
            ObjectClient.Page page = calls.run(
                    RemoteCall.of(
                            StorageOperation.LIST,
                            what,
                            0,
                            attempt -> client.list(address.prefix() + prefix, from, max, attempt.timeout())),
                    client::judge,
                    context);
            for (ObjectClient.Listed object : page.objects()) {
                addTo(found, object);
            }
            if (found.size() >= limit || !page.isTruncated() || page.objects().isEmpty()) {
                return found;
            }
            // Going on by key rather than by token needs no state of the server, and any page can be asked for again.
            after = page.objects().getLast().name();
        }
    }

    private static boolean canStartKey(String prefix) {
        int lastSlash = prefix.lastIndexOf('/');
        return lastSlash < 0 || StorageKey.isValid(prefix.substring(0, lastSlash));
    }

    /// Leaves out what cannot be a key: the empty objects that some tools make for folders.
    private void addTo(List<StorageObject> found, ObjectClient.Listed object) {
        String key = object.name().substring(address.prefix().length());
        if (StorageKey.isValid(key)) {
            found.add(new StorageObject(new StorageKey(key), object.size(), object.lastModifiedMillis()));
        }
    }

    private <T> T run(
            StorageOperation operation,
            String verb,
            StorageKey key,
            long bytes,
            RequestContext context,
            RemoteCall.Action<T> action) {
        return run(RemoteCall.of(operation, describe(verb, key), bytes, action), key, context);
    }

    private <T> T run(RemoteCall<T> call, StorageKey key, RequestContext context) {
        try {
            return calls.run(call, client::judge, context);
        } catch (TrawlException failure) {
            if (failure.hasCode(ErrorCode.NOT_FOUND)) {
                throw new TrawlException(
                        ErrorCode.NOT_FOUND, "object `" + key + "` not found in `" + root + "`", failure);
            }
            throw failure;
        }
    }

    private String describe(String verb, StorageKey key) {
        return verb + " of `" + key + "` in `" + root + "`";
    }

    private static TrawlException outside(StorageKey key, ByteRange range, long size) {
        return TrawlException.corrupted(
                "range " + range + " lies outside of object `" + key + "`, which has " + size + " bytes");
    }
}
