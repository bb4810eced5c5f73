package io.trawl.common.cache;

import java.util.Optional;
import java.util.function.Predicate;

/// Decides which entry leaves a full cache. It knows keys and weights only; the cache holds what they stand for.
///
/// Not safe for concurrent use: the cache calls it under its own lock.
public interface EvictionPolicy<K> {
    /// A key has come, or its weight has changed; the latter is no use of it.
    void put(K key, long weight);

    /// An entry was asked for and found.
    void used(K key);

    /// An entry is gone.
    void removed(K key);

    /// Who goes next. The entry stays until it is [removed][#removed].
    ///
    /// @param evictable whether an entry may go now
    /// @return empty if none may
    Optional<K> victim(Predicate<? super K> evictable);
}
