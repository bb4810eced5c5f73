package io.trawl.search.collect;

import java.util.Arrays;

/// The values of a column for a batch of documents: pairs of a row, which is a place in the batch, and a value.
///
/// Rows ascend. A document without a value has no row, one with several has several. Reused from batch to
/// batch.
final class ValueBatch {
    /// Documents looked at together: three arrays of this length fit the first-level cache.
    static final int DOCS = 1024;

    private static final int[] EVERY_ROW = everyRow();

    /// Row of each value. Read-only when it is [#EVERY_ROW].
    int[] rows = EVERY_ROW;
    long[] values = new long[DOCS];
    int size;
    private int[] ownRows = new int[DOCS];

    private static int[] everyRow() {
        int[] rows = new int[DOCS];
        Arrays.setAll(rows, i -> i);
        return rows;
    }

    /// Starts a batch in which each of `docs` documents has exactly one value, to be put into `values`.
    void startAligned(int docs) {
        rows = EVERY_ROW;
        size = docs;
    }

    /// Starts a batch to be filled by [#add].
    void startSparse() {
        rows = ownRows;
        size = 0;
    }

    void add(int row, long value) {
        if (size == values.length || size == ownRows.length) {
            values = Arrays.copyOf(values, size * 2);
            ownRows = Arrays.copyOf(ownRows, size * 2);
            rows = ownRows;
        }
        ownRows[size] = row;
        values[size++] = value;
    }

    /// Whether row `i` is value `i` for every document.
    boolean isAligned() {
        return rows == EVERY_ROW;
    }
}
