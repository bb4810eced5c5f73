package io.trawl.testkit.s3;

import io.trawl.common.TimeSource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The objects and uploads of one bucket. Every operation holds the one lock, so all of them are linearizable.
///
/// Listings may lag: changes wait in a queue until they are old enough to show.
public final class Bucket {
    private record Change(
            long atNanos, String key, @Nullable StoredObject object) {}

    private static final Comparator<String> KEY_ORDER = (left, right) ->
            Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

    public record Listed(String key, StoredObject object) {}

    /// What a put asks for; empty where it does not.
    public record Conditions(String ifMatch, String ifNoneMatch) {
        public static final Conditions NONE = new Conditions("", "");
        public static final Conditions IF_ABSENT = new Conditions("", "*");
    }

    private final TimeSource timeSource;
    /// All guarded by this.
    private final Map<String, StoredObject> objects = new HashMap<>();

    private final NavigableMap<String, StoredObject> listed = new TreeMap<>(KEY_ORDER);
    private final Deque<Change> unlisted = new ArrayDeque<>();
    private final Map<String, NavigableMap<Integer, StoredObject>> uploads = new HashMap<>();
    private int uploadsMade;

    Bucket(TimeSource timeSource) {
        this.timeSource = timeSource;
    }

    public synchronized Optional<StoredObject> find(String key) {
        return Optional.ofNullable(objects.get(key));
    }

    /// @throws S3Failure 412 if the conditions do not hold
    public synchronized StoredObject put(String key, byte[] bytes, Conditions conditions) {
        StoredObject object = stored(bytes);
        replace(key, object, conditions);
        return object;
    }

    /// Stores an object that is made of parts, which has no checksum of its whole.
    public synchronized StoredObject putOfParts(String key, byte[] bytes, int parts, Conditions conditions) {
        String etag = Checksums.etag(bytes).replaceAll("\"$", "-" + parts + "\"");
        StoredObject object = new StoredObject(bytes, etag, "", timeSource.epochMillis());
        replace(key, object, conditions);
        return object;
    }

    /// Some object other than `key`; empty if there is none.
    synchronized Optional<String> other(String key) {
        return objects.keySet().stream()
                .filter(each -> !each.equals(key))
                .sorted()
                .findFirst();
    }

    public synchronized void delete(String key) {
        if (objects.remove(key) != null) {
            unlisted.add(new Change(timeSource.nanoTime(), key, null));
        }
    }

    /// The keys behind `after`, as they were `lag` ago; one more than `limit` if there are so many.
    public synchronized List<Listed> list(String prefix, String after, int limit, Duration lag) {
        showUntil(timeSource.nanoTime() - lag.toNanos());
        boolean fromPrefix = KEY_ORDER.compare(after, prefix) < 0;
        List<Listed> page = new ArrayList<>();
        for (var entry : listed.tailMap(fromPrefix ? prefix : after, fromPrefix).entrySet()) {
            if (page.size() > limit || !entry.getKey().startsWith(prefix)) {
                break;
            }
            page.add(new Listed(entry.getKey(), entry.getValue()));
        }
        return page;
    }

    synchronized String createUpload() {
        String id = "upload-" + ++uploadsMade;
        uploads.put(id, new TreeMap<>());
        return id;
    }

    synchronized StoredObject putPart(String uploadId, int number, byte[] bytes) {
        StoredObject part = stored(bytes);
        upload(uploadId).put(number, part);
        return part;
    }

    /// @param etags of the parts, in order, the first being part 1
    synchronized StoredObject completeUpload(String key, String uploadId, List<String> etags, Conditions conditions) {
        NavigableMap<Integer, StoredObject> parts = upload(uploadId);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (int number = 1; number <= etags.size(); number++) {
            StoredObject part = parts.get(number);
            if (part == null || !part.etag().equals(etags.get(number - 1))) {
                throw new S3Failure(400, "InvalidPart", "part " + number + " is not the one that was uploaded");
            }
            whole.writeBytes(part.bytes());
        }
        StoredObject object = putOfParts(key, whole.toByteArray(), etags.size(), conditions);
        uploads.remove(uploadId);
        return object;
    }

    synchronized void abortUpload(String uploadId) {
        upload(uploadId);
        uploads.remove(uploadId);
    }

    synchronized int openUploads() {
        return uploads.size();
    }

    private void replace(String key, StoredObject object, Conditions conditions) {
        StoredObject present = objects.get(key);
        if (conditions.ifNoneMatch().equals("*") && present != null) {
            throw preconditionFailed(key, "is there");
        }
        if (!conditions.ifMatch().isEmpty()) {
            if (present == null) {
                throw new S3Failure(404, "NoSuchKey", "there is no object `" + key + "`");
            }
            if (!present.etag().equals(conditions.ifMatch())) {
                throw preconditionFailed(key, "has another ETag");
            }
        }
        objects.put(key, object);
        unlisted.add(new Change(timeSource.nanoTime(), key, object));
    }

    private static S3Failure preconditionFailed(String key, String why) {
        return new S3Failure(412, "PreconditionFailed", "object `" + key + "` " + why);
    }

    private StoredObject stored(byte[] bytes) {
        return new StoredObject(bytes, Checksums.etag(bytes), Checksums.crc32c(bytes), timeSource.epochMillis());
    }

    private NavigableMap<Integer, StoredObject> upload(String uploadId) {
        NavigableMap<Integer, StoredObject> parts = uploads.get(uploadId);
        if (parts == null) {
            throw new S3Failure(404, "NoSuchUpload", "there is no upload `" + uploadId + "`");
        }
        return parts;
    }

    private void showUntil(long nanos) {
        while (!unlisted.isEmpty() && unlisted.getFirst().atNanos() - nanos <= 0) {
            Change change = unlisted.removeFirst();
            if (change.object() == null) {
                listed.remove(change.key());
            } else {
                listed.put(change.key(), change.object());
            }
        }
    }
}
