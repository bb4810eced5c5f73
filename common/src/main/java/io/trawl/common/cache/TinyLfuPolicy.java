package io.trawl.common.cache;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Keeps what is used most often: a new entry waits in a small window, and gets in only if its key was asked for more
/// often than that of the entry which would have to go.
///
/// How often is estimated by a count-min sketch of four rows that is halved now and then, so that what was popular
/// long ago loses its place.
///
/// Einziger, Friedman, Manes, "TinyLFU: A Highly Efficient Cache Admission Policy", 2017.
public final class TinyLfuPolicy<K> implements EvictionPolicy<K> {
    private static final double WINDOW_SHARE = 0.05;

    private final Sketch sketch = new Sketch();
    /// Both least recently used first.
    private final LinkedHashMap<K, Long> window = new LinkedHashMap<>(16, 0.75f, true);

    private final LinkedHashMap<K, Long> main = new LinkedHashMap<>(16, 0.75f, true);
    /// What left the window last, and must still prove itself when room is needed.
    private @Nullable K newcomer;

    private long windowWeight;
    private long mainWeight;

    @Override
    public void put(K key, long weight) {
        Long inMain = main.get(key);
        if (inMain != null) {
            main.put(key, weight);
            mainWeight += weight - inMain;
            return;
        }
        Long old = window.put(key, weight);
        windowWeight += weight - (old == null ? 0 : old);
        if (old == null) {
            sketch.add(key.hashCode());
        }
        while (windowWeight > WINDOW_SHARE * (windowWeight + mainWeight) && window.size() > 1) {
            Map.Entry<K, Long> oldest = window.pollFirstEntry();
            windowWeight -= oldest.getValue();
            mainWeight += oldest.getValue();
            main.put(oldest.getKey(), oldest.getValue());
            newcomer = oldest.getKey();
        }
    }

    @Override
    public void used(K key) {
        sketch.add(key.hashCode());
        if (window.get(key) == null) {
            main.get(key);
        }
    }

    @Override
    public void removed(K key) {
        Long weight = window.remove(key);
        if (weight != null) {
            windowWeight -= weight;
            return;
        }
        weight = main.remove(key);
        if (weight != null) {
            mainWeight -= weight;
        }
    }

    @Override
    public Optional<K> victim(Predicate<? super K> evictable) {
        Optional<K> resident = first(main, evictable);
        K candidate = newcomer;
        newcomer = null;
        if (resident.isEmpty()) {
            return first(window, evictable);
        }
        boolean competes = candidate != null && main.containsKey(candidate) && evictable.test(candidate);
        return competes
                        && sketch.estimate(Objects.requireNonNull(candidate).hashCode())
                                <= sketch.estimate(resident.get().hashCode())
                ? Optional.of(Objects.requireNonNull(candidate))
                : resident;
    }

    private Optional<K> first(LinkedHashMap<K, Long> queue, Predicate<? super K> evictable) {
        for (Map.Entry<K, Long> entry : queue.sequencedEntrySet()) {
            if (evictable.test(entry.getKey())) {
                return Optional.of(entry.getKey());
            }
        }
        return Optional.empty();
    }

    /// Estimates how often a hash was seen, never too low but for the halving.
    private static final class Sketch {
        /// Counters in a row; keys of a cache are seldom more.
        private static final int WIDTH = 1 << 12;

        private static final int[] SEEDS = {0x9E3779B9, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F};
        private static final byte COUNT_MAX = 15;
        /// After so many additions all counters are halved.
        private static final int PERIOD = 10 * WIDTH;

        private final byte[][] rows = new byte[SEEDS.length][WIDTH];
        private int added;

        void add(int hash) {
            for (int row = 0; row < SEEDS.length; row++) {
                int slot = slot(row, hash);
                if (rows[row][slot] < COUNT_MAX) {
                    rows[row][slot]++;
                }
            }
            if (++added == PERIOD) {
                halve();
            }
        }

        int estimate(int hash) {
            int least = COUNT_MAX;
            for (int row = 0; row < SEEDS.length; row++) {
                least = Math.min(least, rows[row][slot(row, hash)]);
            }
            return least;
        }

        private void halve() {
            added /= 2;
            for (byte[] row : rows) {
                for (int i = 0; i < row.length; i++) {
                    row[i] >>= 1;
                }
            }
        }

        private static int slot(int row, int hash) {
            int mixed = (hash ^ hash >>> 16) * SEEDS[row];
            return (mixed ^ mixed >>> 15) & (WIDTH - 1);
        }
    }
}
