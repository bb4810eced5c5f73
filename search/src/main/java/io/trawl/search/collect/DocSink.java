package io.trawl.search.collect;

import java.io.IOException;

/// Takes matching documents in batches.
@FunctionalInterface
interface DocSink {
    /// @param docs ascending; the first `count` are meant, at most [ValueBatch#DOCS]; reused by the caller
    void accept(int[] docs, int count) throws IOException;
}
