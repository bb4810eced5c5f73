package io.trawl.indexing;

import io.trawl.common.CheckpointDelta;
import io.trawl.common.IndexUid;
import io.trawl.common.PartitionDelta;
import io.trawl.common.Position;
import io.trawl.common.RequestContext;
import io.trawl.common.SourceCheckpoint;
import io.trawl.ingest.DocumentBatch;
import io.trawl.ingest.IngestClient;
import io.trawl.ingest.ShardRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads the ingest shards of an index: those that take no more documents first, each to its end.
final class ShardSource implements Source {
    private final IngestClient ingester;
    private final IndexUid indexUid;
    private final String sourceId;
    private final SourceCheckpoint checkpoint;
    /// What was read of each shard.
    private final Map<String, Position> positions = new HashMap<>();

    ShardSource(IngestClient ingester, IndexUid indexUid, String sourceId, SourceCheckpoint checkpoint) {
        this.ingester = ingester;
        this.indexUid = indexUid;
        this.sourceId = sourceId;
        this.checkpoint = checkpoint;
    }

    @Override
    public List<SourceRecord> nextBatch(long maxBytes, RequestContext context) {
        for (ShardRef shard : ingester.shards(indexUid, sourceId)) {
            Position read = positions.computeIfAbsent(shard.shardId(), checkpoint::position);
            long after = read.lastOffset().orElse(-1);
            List<IngestClient.ShardRecord> records = ingester.fetch(shard, after, maxBytes, context);
            if (!records.isEmpty()) {
                return toSourceRecords(shard.shardId(), read, records);
            }
        }
        return List.of();
    }

    private List<SourceRecord> toSourceRecords(
            String partitionId, Position read, List<IngestClient.ShardRecord> records) {
        List<SourceRecord> result = new ArrayList<>(records.size());
        Position from = read;
        for (IngestClient.ShardRecord record : records) {
            long skipped = from.lastOffset().orElse(-1) + 1 - record.firstPosition();
            DocumentBatch documents = skipped > 0 ? record.documents().from((int) skipped) : record.documents();
            long firstOffset = record.firstPosition() + Math.max(0, skipped);
            result.add(new SourceRecord(partitionId, from, firstOffset, documents, record.forcesCommit()));
            from = Position.offset(record.lastPosition());
        }
        positions.put(partitionId, from);
        return result;
    }

    @Override
    public void published(CheckpointDelta delta) {
        for (Map.Entry<String, PartitionDelta> partition : delta.partitions().entrySet()) {
            ShardRef shard = new ShardRef(indexUid, sourceId, partition.getKey());
            partition.getValue().to().lastOffset().ifPresent(offset -> ingester.truncate(shard, offset));
        }
    }
}
