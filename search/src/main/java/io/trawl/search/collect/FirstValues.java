package io.trawl.search.collect;

import java.io.IOException;

/// Reads what a column sorts documents by.
sealed interface FirstValues permits NumberColumn, TermColumn {
    /// Reads the first value of each of `docs[0..count)` that has one. Documents ascend from call to call.
    void readFirst(int[] docs, int count, ValueBatch out) throws IOException;
}
