package io.trawl.ingest;

import io.trawl.common.IndexUid;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import java.util.List;

/// A node's shards, as the router and the indexing pipelines see them. [Ingester] is this node's own;
/// that of another node is reached over the network. Safe for concurrent use.
public interface IngestClient {
    /// Documents for one index.
    ///
    /// @param forcesCommit whoever indexes them publishes them at once
    record PersistRequest(IndexUid indexUid, String sourceId, DocumentBatch documents, boolean forcesCommit) {}

    /// Where documents were put: positions of a shard, both inclusive.
    record PersistedRange(ShardRef shard, long firstPosition, long lastPosition) {}

    /// Documents of a shard.
    ///
    /// @param firstPosition of the first of them; the others follow without a gap
    record ShardRecord(long firstPosition, DocumentBatch documents, boolean forcesCommit) {
        public long lastPosition() {
            return firstPosition + documents.size() - 1;
        }
    }

    /// Makes documents durable: all of them or, on failure, perhaps some.
    ///
    /// @param requests none of them without documents
    /// @return where each was put
    /// @throws TrawlException TOO_MANY_REQUESTS if the node is full, UNAVAILABLE if its disk refuses
    List<PersistedRange> persist(List<PersistRequest> requests, RequestContext context);

    /// The shards of a source that have, or may get, documents; those that take no more come first.
    List<ShardRef> shards(IndexUid indexUid, String sourceId);

    /// The shards that have documents to index.
    List<ShardRef> shardsWithDocuments();

    /// Tells `listener` of new documents from now on.
    void addListener(IngestListener listener);

    /// Documents behind position `after`, which is -1 for the beginning. Never waits for new ones.
    ///
    /// @param maxBytes a record more than this is given only if it is the first
    /// @return empty if there are none
    List<ShardRecord> fetch(ShardRef shard, long after, long maxBytes, RequestContext context);

    /// Says that all documents up to `published` are published: they may be forgotten, and whoever waits
    /// goes on.
    void truncate(ShardRef shard, long published);

    /// Returns once all of `ranges` are published.
    ///
    /// @throws TrawlException NOT_FOUND if the index is deleted meanwhile, TIMEOUT, CANCELLED
    void awaitPublished(List<PersistedRange> ranges, RequestContext context);
}
