package io.trawl.storage.s3;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.config.StorageConfig;
import io.trawl.config.StorageUri;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageObject;
import io.trawl.storage.StorageRead;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Objects below a prefix of a bucket.
///
/// Reads and unconditional writes are tried again after any failure that may pass. So is a conditional put; but if an
/// attempt was lost on the way and the next one finds an object, it may be our own: [#putIfAbsent] then fails with
/// `UNAVAILABLE`, and the caller reads the object and compares it with what it wanted to put.
///
/// A range read is checked for its length only: S3 has no checksum of a part. Who reads ranges checks what is in them.
/// [#readAll] is checked against the checksum of the upload where there is one.
public final class S3Storage implements Storage {
    /// By S3's rules, for listings as for deletes.
    private static final int MAX_BATCH = 1000;

    private final StorageUri root;
    private final S3Address address;
    private final StorageConfig.S3 config;
    private final S3Settings settings;
    private final S3Objects objects;
    private final S3Calls calls;

    S3Storage(StorageUri root, StorageConfig.S3 config, S3Settings settings, S3Client client, S3Calls calls) {
        this.root = root;
        this.address = S3Address.of(root);
        this.config = config;
        this.settings = settings;
        this.objects = new S3Objects(client, address.bucket(), config);
        this.calls = calls;
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
        S3Objects.Fetched fetched = run(
                "read",
                key,
                settings.partSize().bytes(),
                false,
                context,
                attempt -> objects.get(address.name(key), Optional.empty(), attempt.timeout()));
        if (fetched.isTooLong()) {
            throw tooLarge(key, fetched.objectLength());
        }
        context.counters().addStorageRead(fetched.bytes().length);
        return fetched.bytes();
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
        if (range.length() > S3Objects.MAX_ARRAY_LENGTH) {
            throw tooLarge(key, range.length());
        }
        context.counters().addStorageRead(range.length());
        if (range.isEmpty()) {
            // There is no request for no bytes; what is left to check is that they lie within the object.
            long size = head(key, context);
            if (range.end() > size) {
                throw outside(key, range, size);
            }
            return new byte[0];
        }
        S3Objects.Fetched fetched =
                run("read", key, range.length(), false, context, attempt -> fetch(key, range, attempt));
        if (fetched.bytes().length != range.length()) {
            if (range.end() > fetched.objectLength()) {
                throw outside(key, range, fetched.objectLength());
            }
            throw TrawlException.internal(
                    "read of `" + key + "` in `" + root + "` gave " + fetched.bytes().length + " bytes for range "
                            + range + ": the server seems to ignore ranges",
                    null);
        }
        return fetched.bytes();
    }

    private S3Objects.Fetched fetch(StorageKey key, ByteRange range, S3Call.Attempt attempt) {
        String name = address.name(key);
        try {
            return objects.get(name, Optional.of(range), attempt.timeout());
        } catch (AwsServiceException answered) {
            if (answered.statusCode() != 416) {
                throw answered;
            }
            String total =
                    S3Verdict.header(answered, "Content-Range").orElse("").replace("bytes */", "");
            long size = total.matches("\\d+") ? Long.parseLong(total) : objects.head(name, attempt.timeout());
            return new S3Objects.Fetched(new byte[0], size, false);
        }
    }

    @Override
    public long size(StorageKey key, RequestContext context) {
        context.check();
        context.counters().addStorageWave();
        context.counters().addStorageRead(0);
        return head(key, context);
    }

    private long head(StorageKey key, RequestContext context) {
        return run("size", key, 0, false, context, attempt -> objects.head(address.name(key), attempt.timeout()));
    }

    @Override
    public void put(StorageKey key, Payload payload, RequestContext context) {
        context.check();
        String name = address.name(key);
        if (payload.length() > settings.partSize().bytes() && !config.disableMultipartUpload()) {
            new S3Upload(objects, calls, settings).put(name, payload, describe("put", key), context);
            return;
        }
        PayloadSection section = PayloadSection.whole(payload);
        run("put", key, payload.length(), true, context, attempt -> {
            objects.put(name, section, false, attempt.timeout());
            return true;
        });
    }

    /// Stores the object unless there is one, in one request whatever its length.
    ///
    /// @throws TrawlException UNAVAILABLE if it is open who put the object: read it and compare
    @Override
    public boolean putIfAbsent(StorageKey key, Payload payload, RequestContext context) {
        context.check();
        PayloadSection section = PayloadSection.whole(payload);
        return run("conditional put", key, payload.length(), true, context, attempt -> {
            try {
                objects.put(address.name(key), section, true, attempt.timeout());
                return true;
            } catch (AwsServiceException answered) {
                if (!S3Verdict.isPreconditionFailed(answered)) {
                    throw answered;
                }
                if (attempt.isUnclear()) {
                    throw new TrawlException(
                            ErrorCode.UNAVAILABLE,
                            describe("conditional put", key) + " was answered by none of its attempts before the last,"
                                    + " which found an object: read it to see who put it",
                            answered);
                }
                return false;
            }
        });
    }

    @Override
    public void delete(StorageKey key, RequestContext context) {
        context.check();
        run("delete", key, 0, true, context, attempt -> {
            objects.delete(address.name(key), attempt.timeout());
            return true;
        });
    }

    @Override
    public void deleteMany(Collection<StorageKey> keys, RequestContext context) {
        context.check();
        List<StorageKey> all = List.copyOf(keys);
        List<Callable<Boolean>> tasks = new ArrayList<>();
        int batch = config.disableMultiObjectDelete() ? 1 : MAX_BATCH;
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
        calls.all(context, settings.partsInFlight(), tasks);
    }

    private void deleteBatch(List<StorageKey> keys, RequestContext context) {
        List<String> names = keys.stream().map(address::name).toList();
        String what = "delete of " + keys.size() + " objects";
        List<S3Error> errors = run(
                what,
                keys.getFirst(),
                0,
                true,
                context,
                attempt -> objects.deleteMany(names, attempt.timeout()).errors());
        if (!errors.isEmpty()) {
            S3Error first = errors.getFirst();
            // Which of them may pass is not worth telling apart: deleting again is harmless.
            throw new TrawlException(
                    ErrorCode.UNAVAILABLE,
                    "delete of " + errors.size() + " objects in `" + root + "` failed, the first being `" + first.key()
                            + "`: " + first.code() + " " + first.message());
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
            int max = Math.min(limit - found.size(), MAX_BATCH);
            String what = "listing of `" + root + "/" + prefix + "`";
            ListObjectsV2Response page = calls.run(
                    new S3Call<>(
                            what,
                            0,
                            false,
                            attempt -> objects.list(address.prefix() + prefix, from, max, attempt.timeout())),
                    context);
            for (S3Object object : page.contents()) {
                addTo(found, object);
            }
            if (found.size() >= limit || !page.isTruncated() || page.contents().isEmpty()) {
                return found;
            }
            // Going on by key rather than by token needs no state of the server, and any page can be asked for again.
            after = page.contents().getLast().key();
        }
    }

    private static boolean canStartKey(String prefix) {
        int lastSlash = prefix.lastIndexOf('/');
        return lastSlash < 0 || StorageKey.isValid(prefix.substring(0, lastSlash));
    }

    /// Leaves out what cannot be a key: the empty objects that some tools make for folders.
    private void addTo(List<StorageObject> found, S3Object object) {
        String key = object.key().substring(address.prefix().length());
        if (StorageKey.isValid(key)) {
            found.add(new StorageObject(
                    new StorageKey(key), object.size(), object.lastModified().toEpochMilli()));
        }
    }

    private <T> T run(
            String verb, StorageKey key, long bytes, boolean isWrite, RequestContext context, S3Call.Action<T> action) {
        try {
            return calls.run(new S3Call<>(describe(verb, key), bytes, isWrite, action), context);
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

    private static TrawlException tooLarge(StorageKey key, long length) {
        return new TrawlException(
                ErrorCode.TOO_LARGE,
                "cannot read " + length + " bytes of `" + key + "` at once: read it in parts of at most "
                        + S3Objects.MAX_ARRAY_LENGTH);
    }

    private static TrawlException outside(StorageKey key, ByteRange range, long size) {
        return TrawlException.corrupted(
                "range " + range + " lies outside of object `" + key + "`, which has " + size + " bytes");
    }
}
