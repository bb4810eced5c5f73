package io.trawl.indexing;

import io.trawl.common.IndexUid;
import io.trawl.common.MemoryBudget;
import io.trawl.common.TrawlException;
import io.trawl.config.SourceConfig;
import io.trawl.ingest.IngestListener;
import io.trawl.ingest.ShardRef;
import io.trawl.metastore.Metastore;
import io.trawl.metastore.MetastoreView;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Runs a pipeline for each index and source that has documents.
///
/// A pipeline comes into being with the first documents, so that thousands of idle indexes cost nothing;
/// it ends when its index is deleted. Which node runs which pipeline would be decided where
/// [#documentsAdded] makes them.
public final class IndexingService implements IngestListener, AutoCloseable {
    private final IndexingEnvironment environment;
    private final IndexingMemory memory;
    private final PipelineScheduler scheduler;
    private final Semaphore uploadPermits;
    private final Map<PipelineKey, Running> pipelines = new ConcurrentHashMap<>();
    /// What pipelines had counted when they ended; guarded by itself, so that totals never fall.
    private final PipelineCounters ended = new PipelineCounters();

    private final AtomicBoolean isClosed = new AtomicBoolean();
    private Metastore.@Nullable Registration registration;

    private record PipelineKey(IndexUid indexUid, String sourceId) {}

    private record Running(IndexingPipeline pipeline, PipelineCounters counters, AtomicBoolean isEnabled) {}

    /// @param memory what open splits may buffer: a child of the node's budget
    /// @param threads to compute on: as many as there are cores
    /// @param maxConcurrentUploads `indexer.max_concurrent_split_uploads`
    public IndexingService(
            IndexingEnvironment environment, MemoryBudget memory, int threads, int maxConcurrentUploads) {
        this.environment = environment;
        this.memory = new IndexingMemory(memory);
        this.scheduler = new PipelineScheduler(threads);
        this.uploadPermits = new Semaphore(maxConcurrentUploads, true);
    }

    /// Empties the scratch folder, and begins with what was acknowledged before.
    public void start() {
        emptyScratchFolder();
        registration = environment.metastore().onChange(this::metastoreChanged);
        environment.ingester().addListener(this);
        environment.ingester().shardsWithDocuments().forEach(this::documentsAdded);
    }

    private void emptyScratchFolder() {
        Path folder = environment.scratchFolder();
        try {
            Files.createDirectories(folder);
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                        throws IOException {
                    if (!directory.equals(folder)) {
                        Files.delete(directory);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException failure) {
            throw TrawlException.internal(
                    "cannot empty the indexing folder `" + folder + "`: " + TrawlException.describe(failure), failure);
        }
    }

    @Override
    public void documentsAdded(ShardRef shard) {
        if (isClosed.get()) {
            return;
        }
        PipelineKey key = new PipelineKey(shard.indexUid(), shard.sourceId());
        Running known = pipelines.get(key);
        Running running = known == null ? pipelines.computeIfAbsent(key, this::newPipeline) : known;
        running.pipeline().wake();
    }

    private Running newPipeline(PipelineKey key) {
        PipelineCounters counters = new PipelineCounters();
        IndexUid index = key.indexUid();
        String folder = index.indexId() + "%" + index.incarnation() + "%" + key.sourceId() + "%"
                + environment.ids().next();
        IndexingPipeline pipeline = new IndexingPipeline(
                index,
                key.sourceId(),
                environment,
                memory,
                scheduler,
                counters,
                new SplitUploader(environment.metastore(), environment.storages(), uploadPermits, scheduler, counters),
                environment.scratchFolder().resolve(folder));
        return new Running(
                pipeline,
                counters,
                new AtomicBoolean(isEnabled(key, environment.metastore().view())));
    }

    private static boolean isEnabled(PipelineKey key, MetastoreView view) {
        return view.index(key.indexUid())
                .flatMap(index -> index.source(key.sourceId()))
                .filter(SourceConfig::enabled)
                .isPresent();
    }

    private void metastoreChanged(MetastoreView view) {
        pipelines.forEach((key, running) -> {
            if (view.index(key.indexUid()).isEmpty()) {
                end(key, running);
                running.pipeline().stop();
                return;
            }
            boolean isEnabled = isEnabled(key, view);
            if (running.isEnabled().getAndSet(isEnabled) != isEnabled) {
                running.pipeline().wake();
            }
        });
    }

    private void end(PipelineKey key, Running running) {
        synchronized (ended) {
            if (pipelines.remove(key, running)) {
                ended.addAll(running.counters());
            }
        }
    }

    /// What all pipelines have counted, those of deleted indexes included.
    public PipelineCounters totals() {
        PipelineCounters totals = new PipelineCounters();
        synchronized (ended) {
            totals.addAll(ended);
            pipelines.values().forEach(running -> totals.addAll(running.counters()));
        }
        return totals;
    }

    /// Lets every pipeline look at the clock. For clocks that do not go by themselves.
    void wakeAll() {
        pipelines.values().forEach(running -> running.pipeline().wake());
    }

    /// One entry for each pipeline, by index and source.
    public List<PipelineStatistics> statistics() {
        return pipelines.entrySet().stream()
                .map(entry -> new PipelineStatistics(
                        entry.getKey().indexUid(),
                        entry.getKey().sourceId(),
                        entry.getValue().counters(),
                        entry.getValue().pipeline().unpublishedCommits(),
                        entry.getValue().pipeline().isBackingOff()))
                .sorted(Comparator.comparing(PipelineStatistics::indexUid).thenComparing(PipelineStatistics::sourceId))
                .toList();
    }

    /// What open and unflushed splits hold of the memory budget.
    public long memoryBytes() {
        return memory.usedBytes();
    }

    /// Stops all pipelines. What is not published is dropped here and read again at the next start.
    @Override
    public void close() {
        if (isClosed.getAndSet(true)) {
            return;
        }
        if (registration != null) {
            registration.close();
        }
        pipelines.values().forEach(running -> running.pipeline().stop());
        scheduler.close();
    }
}
