package io.trawl.metastore;

import static io.trawl.metastore.MetastoreFixtures.builder;
import static io.trawl.metastore.MetastoreFixtures.context;
import static io.trawl.metastore.MetastoreFixtures.index;
import static io.trawl.metastore.MetastoreFixtures.source;

import io.trawl.common.CheckpointDelta;
import io.trawl.common.IdGenerator;
import io.trawl.common.IndexUid;
import io.trawl.common.Position;
import io.trawl.common.TimeSource;
import io.trawl.config.SourceConfig;
import io.trawl.split.SplitMaturity;
import io.trawl.split.SplitMetadata;
import io.trawl.split.SplitTimeRange;
import io.trawl.storage.LatencyStorage;
import io.trawl.storage.MemoryStorage;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageLatency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Prints the metastore's figures. Not a test: run its main method, with `publish`, `plan` or `open` as argument.
final class MetastoreMeasurements {
    private static final TimeSource TIME = TimeSource.SYSTEM;
    private static final IdGenerator IDS = new IdGenerator(TIME);
    private static final int WRITERS = 4;
    private static final Duration RUN = Duration.ofSeconds(10);

    private MetastoreMeasurements() {}

    public static void main(String[] args) throws InterruptedException {
        List<String> wanted = args.length == 0 ? List.of("publish", "plan", "open") : Arrays.asList(args);
        if (wanted.contains("publish")) {
            for (int threads : List.of(1, 16, 64, 128)) {
                publish(threads, WRITERS);
            }
            publish(64, 1);
        }
        if (wanted.contains("plan")) {
            plan(10_000);
            plan(100_000);
        }
        if (wanted.contains("open")) {
            open(1, 100_000);
            open(5_000, 20);
        }
    }

    /// Each thread stages a split and publishes it with its checkpoint delta, one after the other.
    private static void publish(int threadsPerWriter, int writers) throws InterruptedException {
        Storage storage = new LatencyStorage(new MemoryStorage(), StorageLatency.TYPICAL, TIME);
        List<ManifestMetastore> metastores = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            metastores.add(opened(storage));
        }
        IndexUid uid = metastores
                .getFirst()
                .createIndex(index("logs"), List.of(source("a-source")), context())
                .uid();
        AtomicLong published = new AtomicLong();
        AtomicLong publishNanos = new AtomicLong();
        long[] perWriter = new long[writers];
        List<Thread> threads = new ArrayList<>();
        long end = TIME.nanoTime() + RUN.toNanos();
        for (int w = 0; w < writers; w++) {
            int writer = w;
            metastores.get(w).freshView(context());
            for (int t = 0; t < threadsPerWriter; t++) {
                String partition = w + "-" + t;
                threads.add(Thread.ofVirtual().start(() -> {
                    Position at = Position.BEGINNING;
                    for (long i = 0; TIME.nanoTime() < end; i++) {
                        String id = IDS.next();
                        metastores.get(writer).stageSplits(uid, List.of(realistic(uid, id, i)), context());
                        Position next = Position.offset(i);
                        long start = TIME.nanoTime();
                        metastores
                                .get(writer)
                                .publishSplits(
                                        PublishRequest.of(
                                                uid, List.of(id), CheckpointDelta.of("a-source", partition, at, next)),
                                        context());
                        publishNanos.addAndGet(TIME.nanoTime() - start);
                        at = next;
                        published.incrementAndGet();
                        synchronized (perWriter) {
                            perWriter[writer]++;
                        }
                    }
                }));
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        long entries = metastores.getFirst().freshView(context()).version();
        double seconds = RUN.toMillis() / 1e3;
        System.out.printf(
                "publish: %d writers x %d threads, PUT 50 ms, GET 30 ms: %.0f publishes/s (and as many stages), %.1f"
                        + " entries/s, mean %.0f ms a publish, by writer %s%n",
                writers,
                threadsPerWriter,
                published.get() / seconds,
                entries / seconds,
                publishNanos.get() / 1e6 / Math.max(1, published.get()),
                Arrays.toString(perWriter));
        metastores.forEach(ManifestMetastore::close);
    }

    private static void plan(int count) {
        ManifestMetastore metastore = opened(new MemoryStorage());
        IndexUid uid = filled(metastore, "logs", count);
        MetastoreView view = metastore.view();
        long first = 1_767_225_600;
        long last = first + count * 60L;
        SplitQuery.Builder tags = SplitQuery.published(uid).tags(TagFilter.term("service", "svc-3"));
        report(count, "all", view, SplitQuery.published(uid).build());
        report(
                count,
                "last hour",
                view,
                SplitQuery.published(uid).timeStart(last - 3_600).build());
        report(count, "tag", view, tags.build());
        report(
                count,
                "half by time, and tag",
                view,
                tags.timeStart((first + last) / 2).build());
        metastore.close();
    }

    private static void report(int count, String what, MetastoreView view, SplitQuery query) {
        long cold = TIME.nanoTime();
        int found = view.splits(query).size();
        cold = TIME.nanoTime() - cold;
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            long start = TIME.nanoTime();
            view.splits(query);
            nanos.add(TIME.nanoTime() - start);
        }
        nanos.sort(Long::compare);
        System.out.printf(
                "plan: %d splits, %s: %d found, first %.2f ms, p50 %.3f ms, p99 %.3f ms%n",
                count, what, found, cold / 1e6, nanos.get(100) / 1e6, nanos.get(198) / 1e6);
    }

    private static void open(int indexes, int splitsEach) {
        MemoryStorage memory = new MemoryStorage();
        ManifestMetastore writer = opened(memory);
        for (int i = 0; i < indexes; i++) {
            filled(writer, "index-" + i, splitsEach);
        }
        long start = TIME.nanoTime();
        writer.compact();
        System.out.printf("open: snapshot written in %.0f ms%n", (TIME.nanoTime() - start) / 1e6);
        writer.close();
        long size = memory.list("_manifest/snapshot/", "", 1_000, context())
                .getLast()
                .size();
        for (int i = 0; i < 5; i++) {
            long heapBefore = usedHeap();
            long begun = TIME.nanoTime();
            ManifestMetastore reader = opened(memory);
            double millis = (TIME.nanoTime() - begun) / 1e6;
            System.out.printf(
                    "open: %d indexes x %d splits, snapshot of %.1f MB: %.0f ms, heap +%.0f MB%n",
                    indexes, splitsEach, size / 1e6, millis, (usedHeap() - heapBefore) / 1e6);
            reader.close();
        }
        Storage slow = new LatencyStorage(memory, StorageLatency.TYPICAL, TIME);
        long begun = TIME.nanoTime();
        opened(slow).close();
        System.out.printf("open: the same at 30 ms and 90 MB/s: %.0f ms%n", (TIME.nanoTime() - begun) / 1e6);
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static IndexUid filled(ManifestMetastore metastore, String indexId, int count) {
        IndexUid uid = metastore
                .createIndex(index(indexId), SourceConfig.defaults(), context())
                .uid();
        for (int done = 0; done < count; done += 1_000) {
            List<SplitMetadata> splits = new ArrayList<>();
            for (int i = done; i < Math.min(count, done + 1_000); i++) {
                splits.add(realistic(uid, IDS.next(), i));
            }
            metastore.stageSplits(uid, splits, context());
            List<String> ids = splits.stream().map(SplitMetadata::splitId).toList();
            metastore.publishSplits(PublishRequest.replacing(uid, ids, List.of()), context());
        }
        return uid;
    }

    private static SplitMetadata realistic(IndexUid uid, String splitId, long i) {
        long start = 1_767_225_600 + i * 60;
        return builder(uid, splitId)
                .numDocs(100_000 + i)
                .timeRange(new SplitTimeRange(start, start + 90))
                .tags(List.of("service!", "service:svc-" + i % 10, "service:svc-" + (i + 1) % 10))
                .maturity(SplitMaturity.immature(Duration.ofHours(48)))
                .docMappingUid("01JZZZZZZZZZZZZZZZZZZZZZZZ")
                .build();
    }

    private static ManifestMetastore opened(Storage storage) {
        ManifestMetastore metastore = new ManifestMetastore(storage, ManifestOptions.DEFAULT, IDS, TIME);
        metastore.start(context());
        return metastore;
    }
}
