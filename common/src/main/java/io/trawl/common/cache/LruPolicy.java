package io.trawl.common.cache;

import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.Predicate;

/// What was not used for longest leaves first. One pass over more than fits empties the cache of all that is used
/// often; see [S3FifoPolicy].
public final class LruPolicy<K> implements EvictionPolicy<K> {
    /// Least recently used first.
    private final LinkedHashMap<K, Long> weights = new LinkedHashMap<>(16, 0.75f, true);

    @Override
    public void put(K key, long weight) {
        weights.put(key, weight);
    }

    @Override
    public void used(K key) {
        weights.get(key);
    }

    @Override
    public void removed(K key) {
        weights.remove(key);
    }

    @Override
    public Optional<K> victim(Predicate<? super K> evictable) {
        for (K key : weights.sequencedKeySet()) {
            if (evictable.test(key)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }
}
