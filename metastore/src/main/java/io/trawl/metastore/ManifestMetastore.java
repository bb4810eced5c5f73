package io.trawl.metastore;

import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.IndexUid;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.IndexConfig;
import io.trawl.config.IndexTemplate;
import io.trawl.config.SourceConfig;
import io.trawl.split.SplitMetadata;
import io.trawl.storage.Storage;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A metastore that is a log of numbered objects on a storage, which any number of processes write.
///
/// Idea: entry `n` is put under its number *if absent*, so the storage decides who wrote it and the log has one
/// order. What each process knows is the state after some entry; a commit is an entry at the next number whose
/// operations were checked against that state. Operations of all threads go into one entry ([ManifestCommitter]);
/// others' entries are found by asking for the next number ([ManifestReader]); snapshots bound how much is read, and
/// compaction how much is kept ([ManifestCompactor]).
///
/// Cost: an idle process asks for one absent object each polling interval; a commit is one conditional PUT, shared by
/// all that wait for it. With PUTs of 50 ms one process makes up to 20 entries a second, each of up to
/// `entryOperationsMax` operations.
///
/// Rejected: rewriting one object a commit with a compare-and-swap on its version (a whole state each commit, and
/// test doubles of object stores that let two writers win); one object an index (no step over several).
public final class ManifestMetastore implements Metastore {
    private static final Logger LOG = LoggerFactory.getLogger(ManifestMetastore.class);
    /// More than a put takes that is going to be answered.
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

    private final Storage storage;
    /// For waits that differ from process to process.
    private final RandomGenerator random;

    private final ManifestLog log;
    private final ManifestOptions options;
    private final IdGenerator ids;
    private final TimeSource timeSource;
    private final CommitQueue queue;
    private final ChangeNotifier notifier = new ChangeNotifier();
    /// Wakes the poller when it is to stop.
    private final Object polling = new Object();

    /// Present from [#start] to [#close].
    private volatile @Nullable Running running;

    private boolean closed;

    /// What lives between start and close.
    private record Running(
            UUID clusterUuid,
            KnownLog known,
            ManifestReader reader,
            ManifestCompactor compactor,
            ExecutorService executor,
            List<Thread> threads) {}

    public ManifestMetastore(Storage storage, ManifestOptions options, IdGenerator ids, TimeSource timeSource) {
        this.storage = storage;
        this.random = new Random(ids.next().hashCode());
        this.log = new ManifestLog(storage, timeSource, random);
        this.options = options;
        this.ids = ids;
        this.timeSource = timeSource;
        this.queue = new CommitQueue(options);
    }

    /// Reads the log, making it if it is not there, and begins to follow it.
    ///
    /// @throws TrawlException CORRUPTED or UNKNOWN_VERSION naming the object that cannot be read
    public synchronized void start(RequestContext context) {
        if (running != null || closed) {
            return;
        }
        ExecutorService executor = Threads.virtual("metastore");
        try {
            ManifestReader reader = new ManifestReader(log, options, timeSource, executor);
            UUID clusterUuid = ClusterIdentity.findOrCreate(log, ids, timeSource, context);
            Known empty = new Known(ManifestState.EMPTY, ClockReading.now(timeSource), 0);
            Known first = reader.reload(empty, context);
            ManifestCompactor compactor = new ManifestCompactor(log, options, timeSource, executor, random);
            KnownLog known = new KnownLog(first, advanced -> notifier.changed());
            ManifestCommitter committer =
                    new ManifestCommitter(log, reader, queue, known, compactor, options, ids, timeSource, random);
            running = new Running(
                    clusterUuid,
                    known,
                    reader,
                    compactor,
                    executor,
                    List.of(
                            Threads.startVirtual("metastore-commit", committer::run),
                            Threads.startVirtual("metastore-notify", () -> notifier.run(this::view)),
                            Threads.startVirtual("metastore-poll", () -> poll(known, reader))));
            LOG.info(
                    "metastore {} at {}: entry {}, {} indexes",
                    clusterUuid,
                    storage.root(),
                    first.number(),
                    first.state().indexes().all().size());
        } catch (RuntimeException failure) {
            executor.close();
            throw failure;
        }
    }

    @Override
    public UUID clusterUuid() {
        return started().clusterUuid();
    }

    @Override
    public IndexMetadata createIndex(
            IndexConfig config, List<SourceConfig> sources, boolean overwrite, RequestContext context) {
        IndexUid uid = new IndexUid(config.indexId(), ids.next());
        ManifestState after = commit(new ManifestOperation.CreateIndex(uid, config, sources, overwrite), context);
        return metadata(after, uid);
    }

    @Override
    public IndexMetadata updateIndex(IndexUid indexUid, IndexConfig config, RequestContext context) {
        IndexConfig withNewUid = config.withDocMapping(config.docMapping().withUid(ids.next()));
        return metadata(commit(new ManifestOperation.UpdateIndex(indexUid, withNewUid), context), indexUid);
    }

    @Override
    public List<Split> deleteIndex(IndexUid indexUid, RequestContext context) {
        ManifestState after = commit(new ManifestOperation.DeleteIndex(indexUid), context);
        return Optional.ofNullable(after.deletedIndexes().get(indexUid))
                .map(DeletedIndex::splits)
                .orElse(List.of());
    }

    @Override
    public void clearIndex(IndexUid indexUid, RequestContext context) {
        commit(new ManifestOperation.ClearIndex(indexUid), context);
    }

    @Override
    public void addSource(IndexUid indexUid, SourceConfig source, RequestContext context) {
        commit(new ManifestOperation.AddSource(indexUid, source), context);
    }

    @Override
    public void updateSource(IndexUid indexUid, SourceConfig source, RequestContext context) {
        commit(new ManifestOperation.UpdateSource(indexUid, source), context);
    }

    @Override
    public void toggleSource(IndexUid indexUid, String sourceId, boolean enable, RequestContext context) {
        commit(new ManifestOperation.ToggleSource(indexUid, sourceId, enable), context);
    }

    @Override
    public void deleteSource(IndexUid indexUid, String sourceId, RequestContext context) {
        commit(new ManifestOperation.DeleteSource(indexUid, sourceId), context);
    }

    @Override
    public void resetCheckpoint(IndexUid indexUid, String sourceId, RequestContext context) {
        commit(new ManifestOperation.ResetCheckpoint(indexUid, sourceId), context);
    }

    @Override
    public IndexTemplate createTemplate(IndexTemplate template, RequestContext context) {
        TemplateOperations.check(template);
        commit(new ManifestOperation.CreateTemplate(template), context);
        return template;
    }

    @Override
    public IndexTemplate putTemplate(IndexTemplate template, RequestContext context) {
        TemplateOperations.check(template);
        commit(new ManifestOperation.PutTemplate(template), context);
        return template;
    }

    @Override
    public void deleteTemplate(String templateId, RequestContext context) {
        commit(new ManifestOperation.DeleteTemplate(templateId), context);
    }

    @Override
    public void stageSplits(IndexUid indexUid, List<SplitMetadata> splits, RequestContext context) {
        commit(new ManifestOperation.StageSplits(indexUid, splits), context);
    }

    @Override
    public void publishSplits(PublishRequest request, RequestContext context) {
        ManifestOperations.logGap(view(), request);
        commit(new ManifestOperation.PublishSplits(request), context);
    }

    @Override
    public void markSplitsForDeletion(IndexUid indexUid, Collection<String> splitIds, RequestContext context) {
        commit(new ManifestOperation.MarkSplits(indexUid, List.copyOf(splitIds)), context);
    }

    @Override
    public void deleteSplits(IndexUid indexUid, Collection<String> splitIds, RequestContext context) {
        commit(new ManifestOperation.DeleteSplits(indexUid, List.copyOf(splitIds)), context);
    }

    @Override
    public MetastoreView view() {
        return new ManifestView(started().known().latest(), timeSource);
    }

    @Override
    public MetastoreView freshView(RequestContext context) {
        Running now = started();
        Known latest = now.reader().follow(now.known().latest(), context);
        now.known().advance(latest);
        return view();
    }

    @Override
    public Registration onChange(MetastoreListener listener) {
        return notifier.add(listener);
    }

    /// Writes a snapshot of what is known now and deletes what is old enough, whether or not it is due.
    public void compact() {
        Running now = started();
        now.compactor().snapshot(now.known().latest());
        now.compactor().compact();
    }

    /// Lets an entry on its way finish; operations that were not begun fail with UNAVAILABLE.
    @Override
    public void close() {
        Running last;
        synchronized (this) {
            last = running;
            if (closed) {
                return;
            }
            closed = true;
        }
        queue.close().forEach(pending -> pending.fail(closedFailure()));
        notifier.close();
        synchronized (polling) {
            polling.notifyAll();
        }
        if (last != null) {
            last.threads().forEach(ManifestMetastore::join);
            last.executor().shutdownNow();
        }
    }

    private ManifestState commit(ManifestOperation operation, RequestContext context) {
        started();
        context.check();
        PendingOperation pending = new PendingOperation(operation);
        queue.add(pending);
        return pending.await(context, () -> queue.remove(pending));
    }

    /// Asks for the next entry now and then, until closed.
    private void poll(KnownLog known, ManifestReader reader) {
        RequestContext context = RequestContext.background("metastore-poll");
        while (awaitPoll()) {
            try {
                known.advance(reader.follow(known.latest(), context));
            } catch (RuntimeException | Error failure) {
                // Also when memory ran out: nobody else follows the log. Once a polling interval: the reason is enough,
                // and the next try follows.
                LOG.warn(
                        "cannot follow the manifest; the view is {} old: {}",
                        view().age(),
                        TrawlException.describe(failure));
            }
        }
    }

    private boolean awaitPoll() {
        try {
            synchronized (polling) {
                if (!isClosed()) {
                    polling.wait(Math.max(1, options.pollingInterval().toMillis()));
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !isClosed();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private Running started() {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException("the metastore was not started");
        }
        return now;
    }

    private static IndexMetadata metadata(ManifestState state, IndexUid uid) {
        return state.index(uid)
                .map(IndexState::metadata)
                .orElseThrow(() -> MetastoreErrors.indexNotFound(uid.indexId()));
    }

    private static TrawlException closedFailure() {
        return new TrawlException(ErrorCode.UNAVAILABLE, "service unavailable: the metastore is closed");
    }

    /// Does not wait for ever on a storage that hangs: an interrupted put is one more whose outcome is not known.
    private static void join(Thread thread) {
        try {
            if (!thread.join(CLOSE_PATIENCE)) {
                thread.interrupt();
                thread.join(CLOSE_PATIENCE);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
