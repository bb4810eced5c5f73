package io.trawl.common.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongBiFunction;
import org.jspecify.annotations.Nullable;

/// Values in memory, by key, up to a sum of bytes. Safe for concurrent use; one lock, held for a few map operations.
///
/// Its virtual caches see the same keys and weights and keep neither values nor anybody waiting: they tell the
/// operator what another size or policy would bring.
public final class WeightedCache<K, V> {
    /// Of an entry's bookkeeping, beside key and value: nodes of two hash maps.
    private static final long ENTRY_BYTES = 160;
    /// An entry may take this share of the cache; a larger one would only drive out everything else.
    private static final int LARGEST_ENTRY_SHARE = 8;

    private final ToLongBiFunction<K, V> weigher;
    private final Shelf<K, V> shelf;
    private final List<Shelf<K, Boolean>> ghosts = new ArrayList<>();
    private final CacheStatistics.Family statistics;

    /// @param name for metrics
    /// @param weigher bytes of a key and its value
    public WeightedCache(String name, CacheSettings settings, ToLongBiFunction<K, V> weigher) {
        this.weigher = weigher;
        this.shelf = new Shelf<>(name, settings);
        List<CacheStatistics.Virtual> virtual = new ArrayList<>();
        for (CacheSettings ghost : settings.virtual()) {
            Shelf<K, Boolean> shadow = new Shelf<>(name, ghost);
            ghosts.add(shadow);
            virtual.add(new CacheStatistics.Virtual(ghost.policy().label(), ghost.capacity(), shadow.statistics));
        }
        this.statistics = new CacheStatistics.Family(shelf.statistics, virtual);
    }

    /// Whether anything can ever be found. If not, neither keys nor values need be made.
    public boolean isEnabled() {
        return shelf.capacity > 0 || !ghosts.isEmpty();
    }

    public synchronized Optional<V> find(K key) {
        ghosts.forEach(ghost -> ghost.find(key));
        return Optional.ofNullable(shelf.find(key));
    }

    /// Keeps a value, unless it is too large to be worth it.
    public void put(K key, V value) {
        if (!isEnabled()) {
            return;
        }
        long weight = ENTRY_BYTES + weigher.applyAsLong(key, value);
        synchronized (this) {
            shelf.put(key, value, weight);
            ghosts.forEach(ghost -> ghost.put(key, true, weight));
        }
    }

    public CacheStatistics.Family statistics() {
        return statistics;
    }

    /// One cache; the caller holds the lock.
    private static final class Shelf<K, V> {
        private record Entry<V>(V value, long weight) {}

        private final long capacity;
        private final EvictionPolicy<K> policy;
        private final Map<K, Entry<V>> entries = new HashMap<>();
        private final CacheStatistics statistics;
        private long weight;

        Shelf(String name, CacheSettings settings) {
            this.capacity = settings.capacity();
            this.policy = settings.policy().create();
            this.statistics = new CacheStatistics(name, capacity);
        }

        @Nullable
        V find(K key) {
            Entry<V> entry = entries.get(key);
            if (entry == null) {
                statistics.missed();
                return null;
            }
            policy.used(key);
            statistics.hit(entry.weight);
            return entry.value;
        }

        void put(K key, V value, long entryWeight) {
            if (entryWeight > capacity / LARGEST_ENTRY_SHARE) {
                return;
            }
            Entry<V> old = entries.put(key, new Entry<>(value, entryWeight));
            weight += entryWeight - (old == null ? 0 : old.weight);
            policy.put(key, entryWeight);
            while (weight > capacity) {
                Optional<K> victim = policy.victim(any -> true);
                if (victim.isEmpty()) {
                    throw new IllegalStateException("a cache of " + weight + " bytes has nothing to let go");
                }
                Entry<V> gone = entries.remove(victim.get());
                policy.removed(victim.get());
                if (gone != null) {
                    weight -= gone.weight;
                    statistics.evicted(gone.weight);
                }
            }
            statistics.size(entries.size(), weight);
        }
    }
}
