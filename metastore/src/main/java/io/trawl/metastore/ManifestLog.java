package io.trawl.metastore;

import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.RetryPolicy;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/// The objects of the manifest on storage, by number. Knows names, not contents.
///
/// All lie below `_manifest`, which cannot be the folder of an index: index ids start with a letter.
final class ManifestLog {
    private static final String ENTRIES = "_manifest/log/";
    private static final String ENTRY_SUFFIX = ".entry";
    private static final String SNAPSHOTS = "_manifest/snapshot/";
    private static final String SNAPSHOT_SUFFIX = ".snapshot";
    private static final StorageKey CLUSTER = StorageKey.of("_manifest/cluster.json");
    private static final int NUMBER_DIGITS = 20;
    /// What object stores return in one page.
    private static final int PAGE = 1_000;

    /// Reads have no effect, so a few tries cost nothing but time; a reader that is far behind makes hundreds, of
    /// which one failing must not fail all.
    private static final RetryPolicy READ_RETRY = new RetryPolicy(5, Duration.ofMillis(20), Duration.ofMillis(500));

    private final Storage storage;
    private final TimeSource timeSource;
    private final RandomGenerator random;

    ManifestLog(Storage storage, TimeSource timeSource, RandomGenerator random) {
        this.storage = storage;
        this.timeSource = timeSource;
        this.random = random;
    }

    /// An entry or a snapshot as a listing shows it.
    ///
    /// @param lastModifiedMillis by the storage's clock
    record Listed(long number, long lastModifiedMillis) {}

    static StorageKey entryKey(long number) {
        return StorageKey.of(ENTRIES + digits(number) + ENTRY_SUFFIX);
    }

    static StorageKey snapshotKey(long number) {
        return StorageKey.of(SNAPSHOTS + digits(number) + SNAPSHOT_SUFFIX);
    }

    private static String digits(long number) {
        return String.format(Locale.ROOT, "%0" + NUMBER_DIGITS + "d", number);
    }

    /// The name of an entry, for messages.
    String entryName(long number) {
        return storage.root() + "/" + entryKey(number);
    }

    String snapshotName(long number) {
        return storage.root() + "/" + snapshotKey(number);
    }

    String clusterName() {
        return storage.root() + "/" + CLUSTER;
    }

    Optional<byte[]> findEntry(long number, RequestContext context) {
        return find(entryKey(number), context);
    }

    Optional<byte[]> findSnapshot(long number, RequestContext context) {
        return find(snapshotKey(number), context);
    }

    Optional<byte[]> findCluster(RequestContext context) {
        return find(CLUSTER, context);
    }

    /// @return false if there is an entry of this number already
    boolean append(long number, byte[] entry, RequestContext context) {
        return storage.putIfAbsent(entryKey(number), Payload.ofBytes(entry), context);
    }

    boolean addSnapshot(long number, byte[] snapshot, RequestContext context) {
        return storage.putIfAbsent(snapshotKey(number), Payload.ofBytes(snapshot), context);
    }

    boolean addCluster(byte[] cluster, RequestContext context) {
        return storage.putIfAbsent(CLUSTER, Payload.ofBytes(cluster), context);
    }

    void deleteEntry(long number, RequestContext context) {
        storage.delete(entryKey(number), context);
    }

    void deleteSnapshot(long number, RequestContext context) {
        storage.delete(snapshotKey(number), context);
    }

    /// The first entries after `number`, at most a page of them.
    List<Listed> entriesAfter(long number, RequestContext context) {
        return parse(list(ENTRIES, entryKey(number).value(), context), ENTRIES.length(), ENTRY_SUFFIX);
    }

    /// All snapshots after `number`, the newest last.
    List<Listed> snapshotsAfter(long number, RequestContext context) {
        List<Listed> all = new ArrayList<>();
        String startAfter = snapshotKey(number).value();
        while (true) {
            List<StorageObject> page = list(SNAPSHOTS, startAfter, context);
            all.addAll(parse(page, SNAPSHOTS.length(), SNAPSHOT_SUFFIX));
            if (page.size() < PAGE) {
                return all;
            }
            startAfter = page.getLast().key().value();
        }
    }

    private Optional<byte[]> find(StorageKey key, RequestContext context) {
        try {
            return Optional.of(retried(() -> storage.readAll(key, context), context));
        } catch (TrawlException failure) {
            if (failure.hasCode(ErrorCode.NOT_FOUND)) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private List<StorageObject> list(String prefix, String startAfter, RequestContext context) {
        return retried(() -> storage.list(prefix, startAfter, PAGE, context), context);
    }

    private <T> T retried(RetryPolicy.Action<T> read, RequestContext context) {
        return READ_RETRY.call(
                read, failure -> failure.hasCode(ErrorCode.UNAVAILABLE), context.deadline(), timeSource, random);
    }

    /// Passes over what is not ours, such as the leftovers of a put that was cut off.
    private static List<Listed> parse(List<StorageObject> objects, int prefixLength, String suffix) {
        List<Listed> listed = new ArrayList<>(objects.size());
        for (StorageObject object : objects) {
            OptionalLong number = number(object.key().value().substring(prefixLength), suffix);
            if (number.isPresent()) {
                listed.add(new Listed(number.getAsLong(), object.lastModifiedMillis()));
            }
        }
        return listed;
    }

    private static OptionalLong number(String name, String suffix) {
        if (name.length() != NUMBER_DIGITS + suffix.length() || !name.endsWith(suffix)) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(name.substring(0, NUMBER_DIGITS)));
        } catch (NumberFormatException other) {
            return OptionalLong.empty();
        }
    }
}
