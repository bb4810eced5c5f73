package io.trawl.common.cache;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Resists scans: three queues, in each of which the oldest goes first.
///
/// Idea: a new entry waits in a small queue, a tenth of the weight. If nobody asks for it again until its turn comes
/// it leaves, so that a pass over everything once only ever fills that tenth. An entry that was asked for moves to
/// the main queue, where each use buys another round, up to three. Keys that left the small queue are remembered as
/// long as there are entries in the main one; who comes back meanwhile goes to the main queue at once.
///
/// Yang, Zhang, Qiu, Yue, Rashmi, "FIFO queues are all you need for cache eviction", SOSP 2023.
public final class S3FifoPolicy<K> implements EvictionPolicy<K> {
    /// The small queue's share of the weight.
    private static final double SMALL_SHARE = 0.1;
    /// More uses than this are not told apart.
    private static final int USES_MAX = 3;
    /// Keys remembered at least, so that a cache of few large entries has a memory too.
    private static final int GHOSTS_MIN = 128;

    private final LinkedHashMap<K, Node> small = new LinkedHashMap<>();
    private final LinkedHashMap<K, Node> main = new LinkedHashMap<>();
    private final LinkedHashSet<K> ghosts = new LinkedHashSet<>();
    private long smallWeight;
    private long mainWeight;

    private static final class Node {
        private long weight;
        private int uses;
    }

    @Override
    public void put(K key, long weight) {
        Node inMain = main.get(key);
        if (inMain != null) {
            mainWeight += weight - inMain.weight;
            inMain.weight = weight;
            return;
        }
        Node known = small.get(key);
        if (known != null) {
            smallWeight += weight - known.weight;
            known.weight = weight;
            return;
        }
        Node node = new Node();
        node.weight = weight;
        if (ghosts.remove(key)) {
            main.put(key, node);
            mainWeight += weight;
        } else {
            small.put(key, node);
            smallWeight += weight;
        }
    }

    @Override
    public void used(K key) {
        Node node = small.get(key);
        if (node == null) {
            node = main.get(key);
        }
        if (node != null && node.uses < USES_MAX) {
            node.uses++;
        }
    }

    @Override
    public void removed(K key) {
        Node node = small.remove(key);
        if (node != null) {
            smallWeight -= node.weight;
            remember(key);
            return;
        }
        node = main.remove(key);
        if (node != null) {
            mainWeight -= node.weight;
        }
    }

    private void remember(K key) {
        ghosts.add(key);
        Iterator<K> oldest = ghosts.iterator();
        while (ghosts.size() > Math.max(GHOSTS_MIN, main.size())) {
            oldest.next();
            oldest.remove();
        }
    }

    @Override
    public Optional<K> victim(Predicate<? super K> evictable) {
        boolean smallFirst = smallWeight > SMALL_SHARE * (smallWeight + mainWeight);
        Optional<K> found = smallFirst ? fromSmall(evictable) : fromMain(evictable);
        if (found.isPresent()) {
            return found;
        }
        // Entries may have moved, or all of one queue be in use.
        found = fromSmall(evictable);
        return found.isPresent() ? found : fromMain(evictable);
    }

    private Optional<K> fromSmall(Predicate<? super K> evictable) {
        for (int left = small.size(); left > 0; left--) {
            Map.Entry<K, Node> oldest = small.firstEntry();
            K key = oldest.getKey();
            Node node = oldest.getValue();
            if (node.uses > 0) {
                small.remove(key);
                smallWeight -= node.weight;
                node.uses = 0;
                main.put(key, node);
                mainWeight += node.weight;
            } else if (evictable.test(key)) {
                return Optional.of(key);
            } else {
                small.putLast(key, node);
            }
        }
        return Optional.empty();
    }

    private Optional<K> fromMain(Predicate<? super K> evictable) {
        for (long left = (USES_MAX + 1L) * main.size(); left > 0; left--) {
            Map.Entry<K, Node> oldest = main.firstEntry();
            K key = oldest.getKey();
            Node node = oldest.getValue();
            if (node.uses == 0 && evictable.test(key)) {
                return Optional.of(key);
            }
            node.uses = Math.max(0, node.uses - 1);
            main.putLast(key, node);
        }
        return Optional.empty();
    }
}
