package io.trawl.search.collect;

import java.util.Arrays;

/// Sort keys of several documents, each document a row. Of two rows the one with the larger first key is better,
/// then the one with the larger second key, and so on.
///
/// A key is a rank and a value. Rank 0 is a missing value, which is worse than any other, and [#MISSING_FIRST] one that
/// is better; kinds of values that do not compare with each other have different ranks in between.
final class SortRows {
    static final int MISSING_FIRST = Byte.MAX_VALUE;

    private final byte[][] ranks;
    private final long[][] values;

    SortRows(int keys, int rows) {
        ranks = new byte[keys][rows];
        values = new long[keys][rows];
    }

    int capacity() {
        return ranks[0].length;
    }

    void grow(int rows) {
        for (int key = 0; key < ranks.length; key++) {
            ranks[key] = Arrays.copyOf(ranks[key], rows);
            values[key] = Arrays.copyOf(values[key], rows);
        }
    }

    /// Makes a key of the first `rows` rows missing.
    void clear(int key, int rows) {
        Arrays.fill(ranks[key], 0, rows, (byte) 0);
    }

    boolean isMissing(int key, int row) {
        return ranks[key][row] == 0;
    }

    /// Makes the missing keys of the first `rows` rows better than any other.
    void missingFirst(int key, int rows) {
        for (int row = 0; row < rows; row++) {
            if (ranks[key][row] == 0) {
                set(key, row, MISSING_FIRST, 0);
            }
        }
    }

    int rank(int key, int row) {
        return ranks[key][row];
    }

    long value(int key, int row) {
        return values[key][row];
    }

    void set(int key, int row, int rank, long value) {
        ranks[key][row] = (byte) rank;
        values[key][row] = value;
    }

    /// Copies the first `keys` keys of a row of `from`, which may be this, into `row`.
    void copy(int row, SortRows from, int fromRow, int keys) {
        for (int key = 0; key < keys; key++) {
            ranks[key][row] = from.ranks[key][fromRow];
            values[key][row] = from.values[key][fromRow];
        }
    }

    /// Compares one key; positive if `row` is better. All missing values are equal.
    int compareKey(int key, int row, SortRows other, int otherRow) {
        int mine = ranks[key][row];
        int theirs = other.ranks[key][otherRow];
        if (mine != theirs) {
            return mine - theirs;
        }
        return mine == 0 || mine == MISSING_FIRST ? 0 : Long.compare(values[key][row], other.values[key][otherRow]);
    }

    /// Compares all keys; positive if `row` is better.
    int compare(int row, SortRows other, int otherRow) {
        for (int key = 0; key < ranks.length; key++) {
            int compared = compareKey(key, row, other, otherRow);
            if (compared != 0) {
                return compared;
            }
        }
        return 0;
    }
}
