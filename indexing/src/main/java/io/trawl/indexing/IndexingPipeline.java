package io.trawl.indexing;

import io.trawl.common.IndexUid;
import io.trawl.common.RequestContext;
import io.trawl.common.SourceCheckpoint;
import io.trawl.common.TrawlException;
import io.trawl.config.IndexConfig;
import io.trawl.config.SourceConfig;
import io.trawl.indexing.PendingDocuments.Slice;
import io.trawl.indexing.Source.SourceRecord;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.MetastoreView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Indexes one source of one index. A state machine: [#wake] lets some worker run it until there is
/// nothing to do, and whatever brings something to do (documents, a timer, a finished commit, free
/// memory) wakes it again.
///
/// All fields but the atomic and volatile ones belong to the worker that runs it; at most one does. After
/// any failure all that is not published is dropped, and after a pause, longer each time, it begins again
/// at the stored checkpoint.
final class IndexingPipeline implements IndexingMemory.Holder {
    private static final Logger LOG = LoggerFactory.getLogger(IndexingPipeline.class);
    /// A pipeline gives way to others after this long.
    private static final long QUANTUM_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /// Sealed commits that may wait for storage while the next is indexed.
    private static final int MAX_UNPUBLISHED_COMMITS = 3;
    /// Where memory is short and nobody in particular will free it.
    private static final long MEMORY_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long BACKOFF_MIN_SECONDS = 1;
    private static final long BACKOFF_MAX_SECONDS = 600;

    /// Whether some worker runs this, and whether it has to look again.
    private enum Activity {
        IDLE,
        QUEUED,
        RUNNING,
        RUNNING_AND_WOKEN
    }

    private final IndexUid indexUid;
    private final String sourceId;
    private final IndexingEnvironment environment;
    private final IndexingMemory memory;
    private final PipelineScheduler scheduler;
    private final PipelineCounters counters;
    private final DocProcessor processor;
    private final CommitQueue commits;
    private final Path folder;
    private final RequestContext context;
    private final Alarm alarm;
    private final AtomicReference<Activity> activity = new AtomicReference<>(Activity.IDLE);
    private volatile boolean isStopping;
    private volatile boolean isStopped;
    private volatile boolean hasToMakeRoom;
    private volatile boolean isBackingOff;

    private @Nullable Source source;
    private @Nullable Workbench workbench;
    private final PendingDocuments pending = new PendingDocuments();
    /// Documents of an index with partitions that were taken together, until the last of them is indexed.
    private @Nullable PartitionOrder sorted;

    private List<Slice> sortedSlices = List.of();
    private long retryNanos;
    private long backoffSeconds = BACKOFF_MIN_SECONDS;
    private long publishedBefore;

    /// @param folder of this pipeline alone, for its files in the making
    /// @param uploader shared limits inside
    IndexingPipeline(
            IndexUid indexUid,
            String sourceId,
            IndexingEnvironment environment,
            IndexingMemory memory,
            PipelineScheduler scheduler,
            PipelineCounters counters,
            SplitUploader uploader,
            Path folder) {
        this.indexUid = indexUid;
        this.sourceId = sourceId;
        this.environment = environment;
        this.memory = memory;
        this.scheduler = scheduler;
        this.counters = counters;
        this.folder = folder;
        this.context = RequestContext.background("indexing " + indexUid + "/" + sourceId);
        this.alarm = new Alarm(scheduler, this::wake);
        this.processor = new DocProcessor(sourceId, environment.deadLetters(), counters);
        this.commits = new CommitQueue(
                new SplitBuilder(environment, memory, sourceId, folder),
                uploader,
                new SplitPublisher(environment.metastore(), counters),
                scheduler,
                this::wake);
    }

    /// Something may be there to do.
    void wake() {
        Activity before = activity.getAndUpdate(IndexingPipeline::woken);
        if (before == Activity.IDLE) {
            scheduler.compute(this::run);
        }
    }

    private static Activity woken(Activity now) {
        return switch (now) {
            case IDLE -> Activity.QUEUED;
            case RUNNING -> Activity.RUNNING_AND_WOKEN;
            case QUEUED, RUNNING_AND_WOKEN -> now;
        };
    }

    /// Drops what is not published and never runs again.
    void stop() {
        isStopping = true;
        wake();
    }

    boolean isStopped() {
        return isStopped;
    }

    /// It failed, and waits before it begins again.
    boolean isBackingOff() {
        return isBackingOff;
    }

    int unpublishedCommits() {
        return commits.size();
    }

    @Override
    public void makeRoomSoon() {
        hasToMakeRoom = true;
        wake();
    }

    @Override
    public void memoryFreed() {
        wake();
    }

    private void run() {
        activity.set(Activity.RUNNING);
        boolean hasMore = false;
        try {
            hasMore = advance();
        } catch (Throwable problem) {
            fail(problem);
        }
        if (!hasMore && activity.compareAndSet(Activity.RUNNING, Activity.IDLE)) {
            return;
        }
        // Queued behind the others.
        activity.set(Activity.QUEUED);
        scheduler.compute(this::run);
    }

    /// @return true if there is more to do at once
    private boolean advance() {
        if (isStopping) {
            finish();
            return false;
        }
        Optional<Throwable> failure = commits.takeFailure();
        if (failure.isPresent()) {
            fail(failure.get());
            return false;
        }
        long now = environment.timeSource().nanoTime();
        if (isBackingOff && now - retryNanos < 0) {
            alarm.set(retryNanos, now);
            return false;
        }
        Optional<IndexMetadata> index = findIndex(environment.metastore().view());
        if (index.isEmpty()) {
            // Deleted or switched off: the service ends this pipeline, or wakes it when it is switched on.
            dropWork();
            return false;
        }
        noteProgress();
        return openSource() && indexDocuments(now + QUANTUM_NANOS);
    }

    private Optional<IndexMetadata> findIndex(MetastoreView view) {
        return view.index(indexUid)
                .filter(index ->
                        index.source(sourceId).filter(SourceConfig::enabled).isPresent());
    }

    /// A published split ends a row of failures.
    private void noteProgress() {
        long published = counters.publishedSplits() + counters.emptyCommits();
        if (published > publishedBefore) {
            publishedBefore = published;
            backoffSeconds = BACKOFF_MIN_SECONDS;
        }
    }

    /// Begins at the stored checkpoint, once nothing of an earlier run can change it any more.
    private boolean openSource() {
        if (source != null) {
            return true;
        }
        if (commits.size() > 0) {
            return false;
        }
        boolean isAfterFailure = isBackingOff;
        isBackingOff = false;
        MetastoreView view = isAfterFailure
                ? environment.metastore().freshView(context)
                : environment.metastore().view();
        SourceCheckpoint checkpoint = view.checkpoint(indexUid, sourceId);
        source = new ShardSource(environment.ingester(), indexUid, sourceId, checkpoint);
        counters.addStart();
        return true;
    }

    private boolean indexDocuments(long quantumEnd) {
        while (!isStopping) {
            long now = environment.timeSource().nanoTime();
            Workbench open = workbench;
            if (open != null && sorted == null && mustSeal(open, now)) {
                seal(open);
                continue;
            }
            if (open != null && hasToMakeRoom && canMakeRoom(open)) {
                makeRoom(open);
                continue;
            }
            if (commits.size() >= MAX_UNPUBLISHED_COMMITS) {
                return false;
            }
            if (!hasDocuments()) {
                if (open != null) {
                    alarm.set(open.dueNanos(), now);
                }
                return false;
            }
            if (now - quantumEnd >= 0) {
                return true;
            }
            if (open == null) {
                open = openWorkbench(now);
            }
            StrideSize stride = open.isPartitioned() ? StrideSize.SOME_SPLITS : StrideSize.ONE_SPLIT;
            IndexingMemory.Answer answer = memory.ensure(this, open.heapBytes() + stride.heapBytes());
            if (answer == IndexingMemory.Answer.WAIT) {
                alarm.set(now + MEMORY_RETRY_NANOS, now);
                return false;
            }
            if (answer == IndexingMemory.Answer.MAKE_ROOM && canMakeRoom(open)) {
                makeRoom(open);
                continue;
            }
            indexStride(open, stride);
        }
        return true;
    }

    /// Others need memory, or this itself.
    private void makeRoom(Workbench open) {
        hasToMakeRoom = false;
        if (open.writeLargest()) {
            memory.shrink(this, open.heapBytes());
        } else if (sorted == null) {
            seal(open);
        } else {
            // A commit cannot end between them. Most partitions are done with for this time.
            open.writeAll();
            memory.shrink(this, open.heapBytes());
        }
    }

    private boolean canMakeRoom(Workbench open) {
        return sorted == null ? !open.isUntouched() : open.hasOpenSplits();
    }

    private boolean mustSeal(Workbench open, long now) {
        if (open.isUntouched()) {
            return false;
        }
        // Documents that are at hand share a forced commit with those that asked for it.
        if (open.isDue(now) || open.isForced() && pending.isEmpty()) {
            return true;
        }
        // A split has one config: documents after a change go to the next.
        IndexConfig known = open.index().config();
        Optional<IndexConfig> config =
                environment.metastore().view().index(indexUid).map(IndexMetadata::config);
        return config.isPresent() && config.get() != known && !config.get().equals(known);
    }

    private void seal(Workbench sealed) {
        Source consumed = Objects.requireNonNull(source);
        workbench = null;
        hasToMakeRoom = false;
        IndexingMemory.Detached charge = memory.detach(this);
        commits.submit(new Commit(environment.ids().next(), sealed, consumed, charge, environment.timeSource()));
    }

    private boolean hasDocuments() {
        if (sorted != null) {
            return true;
        }
        if (pending.isEmpty()) {
            boolean isPartitioned = findIndex(environment.metastore().view())
                    .filter(index -> Workbench.isPartitioned(index.config()))
                    .isPresent();
            pending.refill(Objects.requireNonNull(source), isPartitioned, memory, context);
        }
        return !pending.isEmpty();
    }

    private Workbench openWorkbench(long now) {
        IndexMetadata index = findIndex(environment.metastore().view())
                .orElseThrow(() -> TrawlException.notFound("index `" + indexUid.indexId() + "` not found"));
        Workbench opened = new Workbench(
                index,
                sourceId,
                environment.parsers().borrow(index),
                environment.ids()::next,
                folder,
                memory.scratchBytesMax(),
                now);
        workbench = opened;
        return opened;
    }

    private void indexStride(Workbench open, StrideSize stride) {
        if (!open.isPartitioned()) {
            List<Slice> slices = pending.take(new StrideLimit(open.documentsLeft(), stride.bytes()));
            processor.process(slices, open);
            noteConsumed(slices, open);
            return;
        }
        PartitionOrder order = sorted;
        if (order == null) {
            order = new PartitionOrder(open);
            sortedSlices = pending.take(order);
            order.sort();
            sorted = order;
        }
        processor.process(order, stride, open);
        if (order.isDone()) {
            sorted = null;
            noteConsumed(sortedSlices, open);
            sortedSlices = List.of();
        }
    }

    private static void noteConsumed(List<Slice> slices, Workbench open) {
        for (Slice slice : slices) {
            SourceRecord record = slice.record();
            open.consumed(record.partitionId(), record.positionAfter(slice.from()), record.positionAfter(slice.to()));
            if (slice.forcesCommit()) {
                open.force();
            }
        }
    }

    private void fail(Throwable problem) {
        commits.kill();
        dropWork();
        counters.addFailure();
        long now = environment.timeSource().nanoTime();
        isBackingOff = true;
        retryNanos = now + TimeUnit.SECONDS.toNanos(backoffSeconds);
        LOG.warn(
                "pipeline {}/{} starts again from the stored checkpoint in {} s: {}",
                indexUid,
                sourceId,
                backoffSeconds,
                TrawlException.describe(problem),
                problem);
        backoffSeconds = Math.min(BACKOFF_MAX_SECONDS, 2 * backoffSeconds);
        alarm.set(retryNanos, now);
    }

    private void dropWork() {
        Workbench open = workbench;
        workbench = null;
        source = null;
        pending.clear();
        sorted = null;
        sortedSlices = List.of();
        hasToMakeRoom = false;
        if (open == null) {
            return;
        }
        try (open) {
            environment.parsers().giveBack(open.index(), open.parser());
        } catch (RuntimeException failure) {
            LOG.warn("cannot drop unpublished documents of {}/{}", indexUid, sourceId, failure);
        } finally {
            memory.release(memory.detach(this));
        }
    }

    private void finish() {
        commits.kill();
        dropWork();
        if (commits.size() > 0) {
            return;
        }
        alarm.cancel();
        try {
            Files.deleteIfExists(folder);
        } catch (IOException failure) {
            LOG.warn("cannot delete `{}`, it goes at the next start", folder, failure);
        }
        isStopped = true;
    }
}
