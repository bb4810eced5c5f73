package io.trawl.benchmarks;

import io.trawl.common.ByteRange;
import io.trawl.common.CheckpointDelta;
import io.trawl.common.IdGenerator;
import io.trawl.common.IndexUid;
import io.trawl.common.Position;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.common.TimeSource;
import io.trawl.config.ConfigFormat;
import io.trawl.config.IndexConfig;
import io.trawl.config.IndexConfigReader;
import io.trawl.config.SearcherConfig;
import io.trawl.config.SourceConfig;
import io.trawl.config.StorageUri;
import io.trawl.metastore.ManifestMetastore;
import io.trawl.metastore.ManifestOptions;
import io.trawl.metastore.Metastore;
import io.trawl.metastore.PublishRequest;
import io.trawl.search.SearchMetrics;
import io.trawl.search.SearchRequest;
import io.trawl.search.root.RootSearcher;
import io.trawl.split.SplitMetadata;
import io.trawl.split.SplitTimeRange;
import io.trawl.storage.LatencyStorage;
import io.trawl.storage.MemoryStorage;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageLatency;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// `./bench metastore`: publishes a second over a slow storage, and planning over many splits.
final class MetastoreBench {
    private static final int WRITERS = 4;
    private static final List<Integer> PIPELINES = List.of(16, 64, 128);
    private static final Duration RUN = Duration.ofSeconds(10);
    private static final double PUBLISHES_MIN = 500;
    private static final int SPLITS = 10_000;
    private static final int STAGED_AT_ONCE = 1_000;
    private static final double PLAN_MILLIS_MAX = 50;
    private static final int PLANS = 200;
    private static final long FIRST_SECOND = 1_767_225_600;
    private static final int SECONDS_PER_SPLIT = 60;

    private final TimeSource time = TimeSource.SYSTEM;
    private final IdGenerator ids = new IdGenerator(time);
    private final RequestContext context = RequestContext.background("bench");

    /// @return whether both targets were met
    boolean run() throws IOException, InterruptedException {
        System.out.printf(
                Locale.ROOT,
                "metastore, %d writers, puts of %d ms, reads of %d ms, %s%n",
                WRITERS,
                StorageLatency.TYPICAL.put().toMillis(),
                StorageLatency.TYPICAL.firstByte().toMillis(),
                Machine.load());
        double best = 0;
        for (int pipelines : PIPELINES) {
            best = Math.max(best, publish(pipelines));
        }
        System.out.println("target: at least " + PUBLISHES_MIN + " publishes/s: " + verdict(best >= PUBLISHES_MIN));
        boolean planned = plan();
        System.out.println(Machine.load());
        return planned && best >= PUBLISHES_MIN;
    }

    private static String verdict(boolean met) {
        return met ? "ok" : "MISSED";
    }

    private ManifestMetastore open(Storage storage) {
        ManifestMetastore metastore = new ManifestMetastore(storage, ManifestOptions.DEFAULT, ids, time);
        metastore.start(context);
        return metastore;
    }

    private IndexUid createIndex(Metastore metastore) throws IOException {
        IndexConfig config = IndexConfigReader.read(
                BenchIndex.read(Optional.empty()).yaml(), ConfigFormat.YAML, new StorageUri("ram", "indexes"), ids);
        return metastore.createIndex(config, SourceConfig.defaults(), context).uid();
    }

    /// What one indexing pipeline does to the metastore, again and again, until the end.
    private final class Pipeline implements Runnable {
        private final Metastore metastore;
        private final IndexUid uid;
        private final String partition;
        private final long endNanos;
        private final AtomicLong published;
        private final AtomicLong publishNanos;

        Pipeline(
                Metastore metastore,
                IndexUid uid,
                String partition,
                long endNanos,
                AtomicLong published,
                AtomicLong publishNanos) {
            this.metastore = metastore;
            this.uid = uid;
            this.partition = partition;
            this.endNanos = endNanos;
            this.published = published;
            this.publishNanos = publishNanos;
        }

        @Override
        public void run() {
            Position at = Position.BEGINNING;
            for (int i = 0; time.nanoTime() < endNanos; i++) {
                SplitMetadata split = split(uid, i);
                metastore.stageSplits(uid, List.of(split), context);
                Position next = Position.offset(i);
                CheckpointDelta delta = CheckpointDelta.of(SourceConfig.INGEST_SOURCE_ID, partition, at, next);
                long start = time.nanoTime();
                metastore.publishSplits(PublishRequest.of(uid, List.of(split.splitId()), delta), context);
                publishNanos.addAndGet(time.nanoTime() - start);
                published.incrementAndGet();
                at = next;
            }
        }
    }

    /// @param pipelines in each writer; each stages a split and publishes it, one after the other
    /// @return publishes a second
    private double publish(int pipelines) throws IOException, InterruptedException {
        Storage storage = new LatencyStorage(new MemoryStorage(), StorageLatency.TYPICAL, time);
        List<ManifestMetastore> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(open(storage));
        }
        IndexUid uid = createIndex(writers.getFirst());
        for (ManifestMetastore writer : writers) {
            writer.freshView(context);
        }
        AtomicLong published = new AtomicLong();
        AtomicLong publishNanos = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        long start = time.nanoTime();
        for (int writer = 0; writer < WRITERS; writer++) {
            for (int pipeline = 0; pipeline < pipelines; pipeline++) {
                threads.add(Threads.startVirtual(
                        "pipeline",
                        new Pipeline(
                                writers.get(writer),
                                uid,
                                writer + "-" + pipeline,
                                start + RUN.toNanos(),
                                published,
                                publishNanos)));
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (time.nanoTime() - start) / 1e9;
        long entries = writers.getFirst().freshView(context).version();
        writers.forEach(ManifestMetastore::close);
        System.out.printf(
                Locale.ROOT,
                "%3d pipelines a writer: %6.0f publishes/s, and as many stagings; %.1f entries/s, %.0f ms a publish%n",
                pipelines,
                published.get() / seconds,
                entries / seconds,
                publishNanos.get() / 1e6 / Math.max(1, published.get()));
        return published.get() / seconds;
    }

    private SplitMetadata split(IndexUid uid, long number) {
        long start = FIRST_SECOND + number * SECONDS_PER_SPLIT;
        return SplitMetadata.builder(ids.next(), uid)
                .sourceId(SourceConfig.INGEST_SOURCE_ID)
                .nodeId("bench")
                .numDocs(100_000)
                .uncompressedDocsSize(40_000_000)
                .footerOffsets(new ByteRange(9_900_000, 10_000_000))
                .timeRange(new SplitTimeRange(start, start + 2L * SECONDS_PER_SPLIT))
                .createTimestamp(start)
                .build();
    }

    /// From the request to the splits that leaves would be asked for: all of the root's work before any leaf.
    private boolean plan() throws IOException {
        ManifestMetastore metastore = open(new MemoryStorage());
        IndexUid uid = createIndex(metastore);
        for (int done = 0; done < SPLITS; done += STAGED_AT_ONCE) {
            List<SplitMetadata> splits = new ArrayList<>();
            for (int i = done; i < done + STAGED_AT_ONCE; i++) {
                splits.add(split(uid, i));
            }
            metastore.stageSplits(uid, splits, context);
            List<String> names = splits.stream().map(SplitMetadata::splitId).toList();
            metastore.publishSplits(PublishRequest.replacing(uid, names, List.of()), context);
        }
        boolean all = plan("all of them", metastore, uid, Optional.empty());
        long lastHour = FIRST_SECOND + (long) SPLITS * SECONDS_PER_SPLIT - 3600;
        boolean recent = plan("the last hour", metastore, uid, Optional.of(lastHour));
        metastore.close();
        return all && recent;
    }

    private boolean plan(String name, Metastore metastore, IndexUid uid, Optional<Long> fromSecond) {
        AtomicLong planned = new AtomicLong();
        try (RootSearcher root = new RootSearcher(
                metastore::view,
                splits -> {
                    planned.set(splits.size());
                    return Map.of();
                },
                SearcherConfig.DEFAULT,
                new SearchMetrics(),
                time)) {
            SearchRequest.Builder builder =
                    SearchRequest.builder(List.of(uid.indexId()), "connection").maxHits(10);
            fromSecond.ifPresent(builder::startTimestamp);
            SearchRequest request = builder.build();
            Timings timings = new Timings();
            long first = time.nanoTime();
            root.search(request, RequestContext.background("plan"));
            first = time.nanoTime() - first;
            for (int i = 0; i < PLANS; i++) {
                long start = time.nanoTime();
                root.search(request, RequestContext.background("plan"));
                timings.add(time.nanoTime() - start);
            }
            boolean met = timings.p50Millis() < PLAN_MILLIS_MAX;
            System.out.printf(
                    Locale.ROOT,
                    "planning over %d splits, %s: %d splits to search; first %.1f ms, p50 %.2f ms, minimum %.2f ms;"
                            + " target: below %.0f ms: %s%n",
                    SPLITS,
                    name,
                    planned.get(),
                    first / 1e6,
                    timings.p50Millis(),
                    timings.minMillis(),
                    PLAN_MILLIS_MAX,
                    verdict(met));
            return met;
        }
    }
}
