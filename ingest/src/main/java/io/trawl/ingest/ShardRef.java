package io.trawl.ingest;

import io.trawl.common.IndexUid;

/// Names a shard: an ordered run of the documents of one index and source.
///
/// @param shardId a ULID; also the partition id in the source's checkpoint
public record ShardRef(IndexUid indexUid, String sourceId, String shardId) {
    @Override
    public String toString() {
        return indexUid + "/" + sourceId + "/" + shardId;
    }
}
