package io.trawl.ingest;

import io.trawl.common.IndexUid;
import java.util.LinkedHashMap;
import java.util.Map;

/// The last record of a log that was closed in order: which shards are open, and where they go on.
///
/// A line a shard: index uid, source id, shard id and next position, with tabs between.
final class ClosedLog {
    /// The record is of no shard, yet every record names one.
    static final ShardRef NO_SHARD = new ShardRef(new IndexUid("_log", "_"), "_", "_");

    private ClosedLog() {}

    static String format(Map<ShardRef, Long> openShards) {
        StringBuilder text = new StringBuilder();
        openShards.forEach((shard, next) -> text.append(shard.indexUid())
                .append('\t')
                .append(shard.sourceId())
                .append('\t')
                .append(shard.shardId())
                .append('\t')
                .append(next)
                .append('\n'));
        return text.toString();
    }

    static Map<ShardRef, Long> parse(String text) {
        Map<ShardRef, Long> openShards = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            String[] parts = line.split("\t", -1);
            openShards.put(new ShardRef(IndexUid.parse(parts[0]), parts[1], parts[2]), Long.parseLong(parts[3]));
        });
        return openShards;
    }
}
