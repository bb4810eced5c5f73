package io.trawl.search.collect;

import java.io.IOException;

/// Computes one aggregation over one segment, for all buckets of its parent at once.
///
/// Documents come in batches with the bucket each is in, so that columns are read in bulk however deep
/// aggregations nest. One thread's, used for one segment, then asked for its results.
abstract class Aggregator {
    /// Adds documents.
    ///
    /// @param docs ascending; a document may come again, in another bucket
    /// @param parents the parent's bucket of each
    /// @param count how many of both are meant
    /// @param parentCount all of `parents` are below it
    abstract void collect(int[] docs, int[] parents, int count, int parentCount) throws IOException;

    /// Called once when all documents are in, before [#result].
    ///
    /// @param parentCount buckets of the parent
    abstract void finish(int parentCount) throws IOException;

    /// What was found in one bucket of the parent.
    abstract PartialAggregation result(int parent) throws IOException;

    /// What is found where there is no document.
    abstract PartialAggregation empty();
}
