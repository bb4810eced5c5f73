package io.trawl.search.collect;

import java.util.Arrays;

/// Keeps the best `capacity` of many rows of sort keys. Of equal rows the one with the larger tie-breaker is better.
///
/// A binary heap of entry numbers with the worst entry on top; entries stay where they are. Memory grows with what
/// is kept, never to `capacity` in advance.
final class RowHeap implements HitBar {
    private static final int INITIAL_CAPACITY = 32;

    private final int keys;
    private final int capacity;
    private final SortRows rows;
    private int[] ties;
    private int[] heap;
    private int size;

    /// @param keys of each row, at least 1
    RowHeap(int keys, int capacity) {
        this.keys = keys;
        this.capacity = capacity;
        this.rows = new SortRows(keys, Math.min(capacity, INITIAL_CAPACITY));
        this.ties = new int[rows.capacity()];
        this.heap = new int[rows.capacity()];
    }

    boolean isFull() {
        return size == capacity;
    }

    int size() {
        return size;
    }

    /// Ties are not looked at, for further keys come before them.
    @Override
    public boolean competes(long key, int tie) {
        if (size < capacity) {
            return true;
        }
        return capacity > 0 && (rows.isMissing(0, heap[0]) || key >= rows.value(0, heap[0]));
    }

    /// Whether a row might be kept by its first key alone.
    boolean competes(SortRows candidates, int row) {
        return size < capacity || (capacity > 0 && candidates.compareKey(0, row, rows, heap[0]) >= 0);
    }

    void offer(SortRows candidates, int row, int tie) {
        if (size < capacity) {
            add(candidates, row, tie);
            return;
        }
        if (capacity == 0) {
            return;
        }
        int worst = heap[0];
        int compared = candidates.compare(row, rows, worst);
        if (compared > 0 || (compared == 0 && tie > ties[worst])) {
            rows.copy(worst, candidates, row, keys);
            ties[worst] = tie;
            siftDown();
        }
    }

    private void add(SortRows candidates, int row, int tie) {
        if (size == heap.length) {
            int grown = Math.min(capacity, size * 2);
            rows.grow(grown);
            ties = Arrays.copyOf(ties, grown);
            heap = Arrays.copyOf(heap, grown);
        }
        int entry = size;
        rows.copy(entry, candidates, row, keys);
        ties[entry] = tie;
        int slot = size++;
        while (slot > 0) {
            int parent = (slot - 1) >>> 1;
            if (isBetter(entry, heap[parent])) {
                break;
            }
            heap[slot] = heap[parent];
            slot = parent;
        }
        heap[slot] = entry;
    }

    /// Takes the worst entry out.
    ///
    /// @return its number, good for [#rows] and [#tie] until the next offer
    int pop() {
        int worst = heap[0];
        heap[0] = heap[--size];
        siftDown();
        return worst;
    }

    SortRows rows() {
        return rows;
    }

    int tie(int entry) {
        return ties[entry];
    }

    private boolean isBetter(int a, int b) {
        int compared = rows.compare(a, rows, b);
        return compared > 0 || (compared == 0 && ties[a] > ties[b]);
    }

    /// Moves the top entry down to its place.
    private void siftDown() {
        int entry = heap[0];
        int slot = 0;
        int half = size >>> 1;
        while (slot < half) {
            int child = 2 * slot + 1;
            if (child + 1 < size && isBetter(heap[child], heap[child + 1])) {
                child++;
            }
            if (!isBetter(entry, heap[child])) {
                break;
            }
            heap[slot] = heap[child];
            slot = child;
        }
        heap[slot] = entry;
    }
}
