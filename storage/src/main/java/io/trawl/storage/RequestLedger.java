package io.trawl.storage;

import io.trawl.common.ByteRange;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Writes down what a storage was asked for: how often, how many bytes, in how many waves, by kind and by key suffix.
///
/// Safe for concurrent use. The single requests are kept too, up to [#MAX_ENTRIES].
public final class RequestLedger {
    /// Requests kept one by one; behind them only the sums go on.
    public static final int MAX_ENTRIES = 10_000;

    /// All guarded by `this`.
    private final Map<StorageOperation, Tally> byOperation = new EnumMap<>(StorageOperation.class);

    private final Map<String, Tally> bySuffix = new TreeMap<>();
    private final List<Entry> entries = new ArrayList<>();
    private long waves;

    /// So many requests and bytes.
    public record Tally(long requests, long bytes) {
        public static final Tally NONE = new Tally(0, 0);

        Tally plus(long moreBytes) {
            return new Tally(requests + 1, bytes + moreBytes);
        }
    }

    /// One request.
    ///
    /// @param key what was asked for; the prefix of a listing
    /// @param range the bytes read; empty for all other requests and for reads of whole objects
    /// @param wave the number of its wave, from 1; reads issued together share it
    public record Entry(StorageOperation operation, String key, Optional<ByteRange> range, long bytes, long wave) {}

    /// What the ledger said at one moment. It does not change.
    ///
    /// @param waves calls that waited for an answer from storage: reads, sizes and listings, a `readMany` as one
    /// @param bySuffix by what follows the last dot of the key; listings are left out
    public record Snapshot(
            long waves, Map<StorageOperation, Tally> byOperation, Map<String, Tally> bySuffix, List<Entry> entries) {
        public Snapshot {
            byOperation = Map.copyOf(byOperation);
            bySuffix = Map.copyOf(bySuffix);
            entries = List.copyOf(entries);
        }

        public Tally of(StorageOperation operation) {
            return byOperation.getOrDefault(operation, Tally.NONE);
        }

        public Tally ofSuffix(String suffix) {
            return bySuffix.getOrDefault(suffix, Tally.NONE);
        }

        /// All requests, writes too.
        public long requests() {
            return byOperation.values().stream().mapToLong(Tally::requests).sum();
        }

        public long bytesRead() {
            return of(StorageOperation.READ).bytes();
        }

        public long bytesWritten() {
            return of(StorageOperation.PUT).bytes()
                    + of(StorageOperation.PUT_IF_ABSENT).bytes();
        }
    }

    public synchronized Snapshot snapshot() {
        return new Snapshot(waves, byOperation, bySuffix, entries);
    }

    /// What was written down so far; the ledger starts anew.
    public synchronized Snapshot reset() {
        Snapshot snapshot = snapshot();
        byOperation.clear();
        bySuffix.clear();
        entries.clear();
        waves = 0;
        return snapshot;
    }

    synchronized void addWave(List<StorageRead> reads) {
        waves++;
        for (StorageRead read : reads) {
            add(
                    StorageOperation.READ,
                    read.key(),
                    Optional.of(read.range()),
                    read.range().length());
        }
    }

    synchronized void addReadAll(StorageKey key, long bytes) {
        waves++;
        add(StorageOperation.READ, key, Optional.empty(), bytes);
    }

    synchronized void addSize(StorageKey key) {
        waves++;
        add(StorageOperation.SIZE, key, Optional.empty(), 0);
    }

    synchronized void addList(String prefix) {
        waves++;
        write(new Entry(StorageOperation.LIST, prefix, Optional.empty(), 0, waves));
    }

    synchronized void addChange(StorageOperation operation, StorageKey key, long bytes) {
        add(operation, key, Optional.empty(), bytes);
    }

    /// Deletes that were asked for together: one request, on the account of the first key.
    synchronized void addDeletes(List<StorageKey> keys) {
        add(StorageOperation.DELETE, keys.getFirst(), Optional.empty(), 0);
    }

    private void add(StorageOperation operation, StorageKey key, Optional<ByteRange> range, long bytes) {
        write(new Entry(operation, key.value(), range, bytes, waves));
        bySuffix.merge(key.suffix(), Tally.NONE.plus(bytes), (old, ignored) -> old.plus(bytes));
    }

    private void write(Entry entry) {
        byOperation.merge(entry.operation(), Tally.NONE.plus(entry.bytes()), (old, ignored) -> old.plus(entry.bytes()));
        if (entries.size() < MAX_ENTRIES) {
            entries.add(entry);
        }
    }
}
