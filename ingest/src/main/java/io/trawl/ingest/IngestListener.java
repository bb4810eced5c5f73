package io.trawl.ingest;

/// Hears of new documents, so that nobody has to ask for them again and again.
@FunctionalInterface
public interface IngestListener {
    /// `shard` has documents that it did not have. Called by the thread that brought them: must be quick,
    /// and not throw.
    void documentsAdded(ShardRef shard);
}
