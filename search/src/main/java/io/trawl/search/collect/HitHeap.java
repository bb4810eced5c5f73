package io.trawl.search.collect;

import java.util.Arrays;

/// Keeps the best `capacity` entries of many. An entry is a key and a tie-breaker; of both, larger is better.
///
/// A binary heap over primitive arrays with the worst entry on top, so that the common case, an entry that does
/// not make it, costs one comparison. The arrays grow with what is kept, never to `capacity` in advance.
final class HitHeap implements HitBar {
    private static final int INITIAL_CAPACITY = 32;

    private final int capacity;
    private long[] keys;
    private int[] ties;
    private int size;

    HitHeap(int capacity) {
        this.capacity = capacity;
        this.keys = new long[Math.min(capacity, INITIAL_CAPACITY)];
        this.ties = new int[keys.length];
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == capacity;
    }

    /// Whether an entry would be kept.
    @Override
    public boolean competes(long key, int tie) {
        return size < capacity || (capacity > 0 && isBetter(key, tie, 0));
    }

    /// The key that an entry must reach to be kept; the least possible one while there is room.
    long bottomKey() {
        return size < capacity ? Long.MIN_VALUE : keys[0];
    }

    void offer(long key, int tie) {
        if (size < capacity) {
            add(key, tie);
        } else if (capacity > 0 && isBetter(key, tie, 0)) {
            keys[0] = key;
            ties[0] = tie;
            siftDown();
        }
    }

    /// Takes everything out, the best first.
    ///
    /// @param keysOut receives the keys, at least `size()` long
    /// @param tiesOut receives the tie-breakers, at least `size()` long
    void drain(long[] keysOut, int[] tiesOut) {
        for (int i = size - 1; i >= 0; i--) {
            keysOut[i] = keys[0];
            tiesOut[i] = ties[0];
            size--;
            keys[0] = keys[size];
            ties[0] = ties[size];
            siftDown();
        }
    }

    private boolean isBetter(long key, int tie, int than) {
        return key > keys[than] || (key == keys[than] && tie > ties[than]);
    }

    private void add(long key, int tie) {
        if (size == keys.length) {
            int grown = Math.min(capacity, size * 2);
            keys = Arrays.copyOf(keys, grown);
            ties = Arrays.copyOf(ties, grown);
        }
        int slot = size++;
        while (slot > 0) {
            int parent = (slot - 1) >>> 1;
            if (isBetter(key, tie, parent)) {
                break;
            }
            keys[slot] = keys[parent];
            ties[slot] = ties[parent];
            slot = parent;
        }
        keys[slot] = key;
        ties[slot] = tie;
    }

    /// Moves the top entry down to its place.
    private void siftDown() {
        long key = keys[0];
        int tie = ties[0];
        int slot = 0;
        int half = size >>> 1;
        while (slot < half) {
            int child = 2 * slot + 1;
            if (child + 1 < size && isBetter(keys[child], ties[child], child + 1)) {
                child++;
            }
            if (!isBetter(key, tie, child)) {
                break;
            }
            keys[slot] = keys[child];
            ties[slot] = ties[child];
            slot = child;
        }
        keys[slot] = key;
        ties[slot] = tie;
    }
}
