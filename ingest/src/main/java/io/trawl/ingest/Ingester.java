package io.trawl.ingest;

import io.trawl.common.DataSize;
import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.IndexUid;
import io.trawl.common.MemoryBudget;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.Metastore;
import io.trawl.metastore.MetastoreView;
import io.trawl.storage.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This node's shards, on its write-ahead log.
///
/// A source of an index has one open shard, made when its first document comes. At start a log that was
/// closed in order goes on with its shards; after anything else all shards take no more and new ones are
/// opened, so that no position can be given a second time, whatever the log has lost. The metastore's
/// checkpoint says what is published: a crash between publish and truncation costs nothing.
///
/// Room for what comes: several open shards a source, and rates for each, in [#openShard]; a shard that
/// lags behind and keeps old segments from being deleted would have its records copied forward in
/// [#truncate].
public final class Ingester implements IngestClient, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ingester.class);
    /// Of the queue's memory, for documents that are kept at hand: enough for a pipeline that keeps up.
    private static final int RETENTION_SHARE = 4;

    private final Metastore metastore;
    private final WriteAheadLog log;
    private final MemoryBudget retention;
    private final IdGenerator ids;
    private final Map<SourceKey, Shard> openShards = new ConcurrentHashMap<>();
    /// All shards, by source and then by id.
    private final Map<SourceKey, ConcurrentSkipListMap<String, Shard>> shards = new ConcurrentHashMap<>();
    /// Shards that take no more, whose documents are published and still in the log: should their
    /// checkpoint be reset, that has to be noted there too.
    private final Set<Shard> finished = ConcurrentHashMap.newKeySet();
    private final List<IngestListener> listeners = new CopyOnWriteArrayList<>();
    private final LongAdder lostDocuments = new LongAdder();
    private volatile List<WalDamage> damages = List.of();
    private Metastore.@Nullable Registration registration;

    private record SourceKey(IndexUid indexUid, String sourceId) {
        static SourceKey of(ShardRef ref) {
            return new SourceKey(ref.indexUid(), ref.sourceId());
        }
    }

    /// @param walDirectory the log's folder; its parent must exist
    /// @param memory the node's budget; ingest takes at most `limits.maxQueueMemoryUsage()` of it
    public Ingester(
            Metastore metastore,
            Disk disk,
            Path walDirectory,
            IngestLimits limits,
            MemoryBudget memory,
            IdGenerator ids) {
        this.metastore = metastore;
        MemoryBudget budget = memory.child("ingest", limits.maxQueueMemoryUsage());
        this.log = new WriteAheadLog(disk, walDirectory, limits, budget, ids);
        long retained = Math.min(budget.limit(), memory.limit()) / RETENTION_SHARE;
        this.retention = budget.child("retained", DataSize.ofBytes(retained));
        this.ids = ids;
    }

    /// Recovers the log. Called once, before anything else.
    ///
    /// @throws TrawlException UNKNOWN_VERSION if a newer program wrote it, UNAVAILABLE if the disk
    ///     refuses
    public void start(RequestContext context) {
        WalScanner.Contents contents = log.open();
        ShardRecovery recovery = new ShardRecovery(contents, metastore.freshView(context), retention);
        log.rememberRecords(recovery.recoverRecords());
        for (Shard shard : recovery.openShards()) {
            openShards.put(SourceKey.of(shard.ref()), shard);
            add(shard);
        }
        for (Shard shard : recovery.otherShards()) {
            if (shard.hasRecords()) {
                add(shard);
            } else {
                finished.add(shard);
            }
        }
        damages = recovery.damages();
        for (WalDamage damage : damages) {
            LOG.warn("write-ahead log is damaged: {}", damage);
        }
        log.deleteDoneSegments();
        registration = metastore.onChange(this::metastoreChanged);
    }

    private Shard add(Shard shard) {
        shards.compute(SourceKey.of(shard.ref()), (key, known) -> {
            ConcurrentSkipListMap<String, Shard> all = known == null ? new ConcurrentSkipListMap<>() : known;
            all.put(shard.ref().shardId(), shard);
            return all;
        });
        return shard;
    }

    private void removeShard(Shard shard) {
        shards.computeIfPresent(SourceKey.of(shard.ref()), (key, ofSource) -> {
            ofSource.remove(shard.ref().shardId(), shard);
            return ofSource.isEmpty() ? null : ofSource;
        });
    }

    private Optional<Shard> findShard(ShardRef ref) {
        ConcurrentSkipListMap<String, Shard> ofSource = shards.get(SourceKey.of(ref));
        return Optional.ofNullable(ofSource == null ? null : ofSource.get(ref.shardId()));
    }

    private List<Shard> allShards() {
        List<Shard> all = new ArrayList<>();
        shards.values().forEach(ofSource -> all.addAll(ofSource.values()));
        return all;
    }

    /// What could not be read at start: nothing for a log that is whole.
    public List<WalDamage> damages() {
        return damages;
    }

    @Override
    public void addListener(IngestListener listener) {
        listeners.add(listener);
    }

    @Override
    public List<PersistedRange> persist(List<PersistRequest> requests, RequestContext context) {
        List<WriteAheadLog.Batch> batches = new ArrayList<>(requests.size());
        for (PersistRequest request : requests) {
            if (request.documents().isEmpty()) {
                throw new IllegalArgumentException("nothing to persist for index " + request.indexUid());
            }
            Shard shard = openShard(request.indexUid(), request.sourceId());
            batches.add(new WriteAheadLog.Batch(shard, request.documents(), request.forcesCommit()));
        }
        List<WalAppend.Entry> entries = log.append(batches, context);
        List<PersistedRange> ranges = new ArrayList<>(entries.size());
        for (WalAppend.Entry entry : entries) {
            ShardRef ref = entry.shard().ref();
            ranges.add(new PersistedRange(ref, entry.firstPosition(), entry.lastPosition()));
            listeners.forEach(listener -> listener.documentsAdded(ref));
        }
        return ranges;
    }

    private Shard openShard(IndexUid indexUid, String sourceId) {
        return openShards.computeIfAbsent(
                new SourceKey(indexUid, sourceId),
                absent -> add(new Shard(new ShardRef(indexUid, sourceId, ids.next()), 0, -1, retention)));
    }

    @Override
    public List<ShardRef> shards(IndexUid indexUid, String sourceId) {
        ConcurrentSkipListMap<String, Shard> ofSource = shards.get(new SourceKey(indexUid, sourceId));
        return ofSource == null
                ? List.of()
                : ofSource.values().stream().map(Shard::ref).toList();
    }

    @Override
    public List<ShardRef> shardsWithDocuments() {
        return allShards().stream().filter(Shard::hasRecords).map(Shard::ref).toList();
    }

    @Override
    public List<ShardRecord> fetch(ShardRef ref, long after, long maxBytes, RequestContext context) {
        Shard shard = findShard(ref).orElse(null);
        if (shard == null) {
            return List.of();
        }
        List<ShardRecord> result = new ArrayList<>();
        while (result.isEmpty()) {
            context.check();
            List<WalRecord> records = shard.recordsAfter(after, maxBytes);
            if (records.isEmpty()) {
                break;
            }
            for (WalRecord record : records) {
                read(shard, record)
                        .ifPresent(documents ->
                                result.add(new ShardRecord(record.firstPosition(), documents, record.forcesCommit())));
            }
        }
        return result;
    }

    private Optional<DocumentBatch> read(Shard shard, WalRecord record) {
        Optional<DocumentBatch> retained = shard.takeRetained(record);
        if (retained.isPresent()) {
            return retained;
        }
        try {
            return Optional.of(record.read());
        } catch (TrawlException damaged) {
            LOG.error("shard {} lost {} documents: {}", shard.ref(), record.documents(), damaged.getMessage());
            lostDocuments.add(record.documents());
            if (shard.remove(record)) {
                log.forgetRecords(1);
            }
            return Optional.empty();
        } catch (IOException failure) {
            throw new TrawlException(
                    ErrorCode.UNAVAILABLE,
                    "cannot read the write-ahead log for shard " + shard.ref() + ": "
                            + TrawlException.describe(failure),
                    failure);
        }
    }

    @Override
    public void truncate(ShardRef ref, long published) {
        Shard shard = findShard(ref).orElse(null);
        if (shard == null) {
            return;
        }
        int forgotten = shard.advanceTo(published);
        if (forgotten > 0) {
            log.forgetRecords(forgotten);
            log.deleteDoneSegments();
        }
        boolean isOpen = openShards.get(SourceKey.of(ref)) == shard;
        if (!isOpen && !shard.hasRecords()) {
            finished.add(shard);
            removeShard(shard);
        }
    }

    @Override
    public void awaitPublished(List<PersistedRange> ranges, RequestContext context) {
        for (PersistedRange range : ranges) {
            ShardRef ref = range.shard();
            Optional<Shard> shard = findShard(ref);
            if (shard.isPresent()) {
                shard.get().awaitPublished(range.lastPosition(), context);
            } else if (metastore.view().index(ref.indexUid()).isEmpty()) {
                throw TrawlException.notFound("index `" + ref.indexUid().indexId() + "` not found");
            }
        }
    }

    /// Drops the shards of indexes that are gone, and learns what others published.
    private void metastoreChanged(MetastoreView view) {
        List<Shard> cleared = new ArrayList<>();
        for (Shard shard : allShards()) {
            ShardRef ref = shard.ref();
            Optional<IndexMetadata> index = view.index(ref.indexUid());
            if (index.isEmpty()) {
                drop(shard);
                continue;
            }
            long published = ShardRecovery.publishedPosition(ref, view);
            if (published > shard.published()) {
                truncate(ref, published);
            } else if (isCleared(shard, view)) {
                cleared.add(shard);
            }
        }
        finished.removeIf(
                shard -> !shard.isInLog() || view.index(shard.ref().indexUid()).isEmpty());
        finished.stream().filter(shard -> isCleared(shard, view)).forEach(cleared::add);
        if (!cleared.isEmpty()) {
            keepForgotten(cleared);
        }
    }

    /// Its checkpoint was reset, as clearing an index does, and the log does not say so yet.
    private static boolean isCleared(Shard shard, MetastoreView view) {
        return shard.published() >= 0 && ShardRecovery.publishedPosition(shard.ref(), view) < 0 && shard.lacksFloor();
    }

    private void drop(Shard shard) {
        ShardRef ref = shard.ref();
        openShards.remove(SourceKey.of(ref), shard);
        removeShard(shard);
        log.forgetRecords(shard.drop());
        log.deleteDoneSegments();
    }

    /// What was published before is still in the log, and must not come back after a crash.
    private void keepForgotten(List<Shard> cleared) {
        List<WriteAheadLog.Batch> batches = cleared.stream()
                .map(shard -> new WriteAheadLog.Batch(shard, DocumentBatch.EMPTY, false))
                .toList();
        try {
            for (WalAppend.Entry entry : log.append(batches, RequestContext.background("truncate cleared shards"))) {
                entry.shard().markFloor(entry.lastPosition());
            }
        } catch (TrawlException refused) {
            LOG.warn(
                    "cannot note that {} shards were cleared, will try again: {}",
                    cleared.size(),
                    refused.getMessage());
        }
    }

    /// What ingest holds and has done, for metrics.
    public IngestStatistics statistics() {
        long unpublished = 0;
        List<Shard> all = allShards();
        for (Shard shard : all) {
            unpublished += shard.unpublishedDocuments();
        }
        return new IngestStatistics(
                openShards.size(),
                all.size(),
                unpublished,
                log.diskBytes(),
                retention.used(),
                log.appends(),
                log.forces(),
                lostDocuments.sum(),
                log.failure() != null);
    }

    /// Ends the log in order. Documents that are not published stay in it for the next start.
    @Override
    public void close() {
        if (registration != null) {
            registration.close();
        }
        Map<ShardRef, Long> next = new LinkedHashMap<>();
        log.close(() -> {
            openShards.values().forEach(shard -> next.put(shard.ref(), shard.nextPosition()));
            return next;
        });
    }
}
