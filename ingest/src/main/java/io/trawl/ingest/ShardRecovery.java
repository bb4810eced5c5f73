package io.trawl.ingest;

import io.trawl.common.MemoryBudget;
import io.trawl.ingest.WalDamage.LostPositions;
import io.trawl.metastore.MetastoreView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes shards of what a log holds: the metastore's checkpoint says what of it is published, and the log
/// itself what was forgotten since a checkpoint was reset.
final class ShardRecovery {
    private final WalScanner.Contents contents;
    private final MetastoreView view;
    private final MemoryBudget retention;
    private final Map<ShardRef, Long> goingOn;
    /// Of indexes that are there; published or not.
    private final Map<ShardRef, Shard> shards = new LinkedHashMap<>();

    ShardRecovery(WalScanner.Contents contents, MetastoreView view, MemoryBudget retention) {
        this.contents = contents;
        this.view = view;
        this.retention = retention;
        this.goingOn = contents.openShards().orElse(Map.of());
    }

    static long publishedPosition(ShardRef ref, MetastoreView view) {
        return view.checkpoint(ref.indexUid(), ref.sourceId())
                .position(ref.shardId())
                .lastOffset()
                .orElse(-1);
    }

    /// Gives each shard its records that are not published, and each segment the shards that it keeps.
    ///
    /// @return number of records that shards have
    int recoverRecords() {
        int recovered = 0;
        for (WalScanner.Found found : contents.records()) {
            ShardRef ref = found.header().shard();
            Shard shard = shards.get(ref);
            if (shard == null) {
                if (!isThere(ref)) {
                    continue;
                }
                shard = newShard(ref);
                shards.put(ref, shard);
            }
            long last = found.header().lastPosition();
            found.segment().note(shard, last);
            if (last > shard.published()) {
                shard.addRecovered(new WalRecord(found.segment(), found.header()));
                recovered++;
            }
        }
        return recovered;
    }

    private boolean isThere(ShardRef ref) {
        return view.index(ref.indexUid()).isPresent();
    }

    private Shard newShard(ShardRef ref) {
        long floor = contents.floors().getOrDefault(ref, 0L);
        Shard shard = new Shard(ref, goingOn.getOrDefault(ref, Long.MAX_VALUE), published(ref), retention);
        shard.markFloor(floor - 1);
        return shard;
    }

    private long published(ShardRef ref) {
        long floor = contents.floors().getOrDefault(ref, 0L);
        return Math.max(floor - 1, publishedPosition(ref, view));
    }

    /// Shards that go on where they were.
    List<Shard> openShards() {
        List<Shard> open = new ArrayList<>();
        goingOn.forEach((ref, next) -> {
            if (isOpen(ref)) {
                open.add(shards.computeIfAbsent(ref, this::newShard));
            }
        });
        return open;
    }

    private boolean isOpen(ShardRef ref) {
        Long next = goingOn.get(ref);
        return next != null && isThere(ref) && next > published(ref);
    }

    /// Shards that have documents in the log and take no more.
    List<Shard> otherShards() {
        return shards.values().stream().filter(shard -> !isOpen(shard.ref())).toList();
    }

    /// What of the damage matters: positions that are not published, of indexes that are there.
    List<WalDamage> damages() {
        return contents.damages().stream().map(this::withoutPublished).toList();
    }

    private WalDamage withoutPublished(WalDamage damage) {
        List<LostPositions> lost = new ArrayList<>();
        for (LostPositions positions : damage.lost()) {
            long published = published(positions.shard());
            if (isThere(positions.shard()) && positions.last() > published) {
                long first = Math.max(positions.first(), published + 1);
                lost.add(new LostPositions(positions.shard(), first, positions.last()));
            }
        }
        return damage.withLost(lost);
    }
}
