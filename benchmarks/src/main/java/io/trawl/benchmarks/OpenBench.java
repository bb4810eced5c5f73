package io.trawl.benchmarks;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.config.StorageUri;
import io.trawl.search.SearchRequest;
import io.trawl.search.SearchResponse;
import io.trawl.split.SplitCache;
import io.trawl.split.SplitOpener;
import io.trawl.split.SplitReader;
import io.trawl.storage.LatencyStorage;
import io.trawl.storage.LocalStorage;
import io.trawl.storage.OsDisk;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageLatency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `./bench open`: cold searches of one split on a slow storage, by the product and on demand. Every run starts with
/// nothing cached.
final class OpenBench {
    private static final double OPEN_MILLIS_MAX = 45;
    private static final double SEARCH_MILLIS_MAX = 125;
    private static final double TIMES_FASTER_MIN = 6;
    private static final double TAIL_SHARE_MAX = 0.005;
    private static final int HITS = 20;
    private static final int RUNS = 15;
    private static final int ON_DEMAND_RUNS = 3;
    /// A miss is a wait like any other, so it counts against the plan.
    private static final String HEADER =
            "                         min ms   p50 ms   waves requests    KB misses    on demand min ms waits requests      KB   times";

    private final Path file;
    private final BenchIndex index;
    private final TimeSource time = TimeSource.SYSTEM;
    private int missedTargets;

    OpenBench(Path file, BenchIndex index) {
        this.file = file;
        this.index = index;
    }

    /// @return whether all targets were met
    boolean run() throws IOException {
        Lines lines = Lines.read(file);
        System.out.printf(
                Locale.ROOT,
                "open %s, %.1f MB, storage of %d ms and %d MB/s a request, %s%n",
                file.getFileName(),
                lines.bytes() / 1e6,
                StorageLatency.TYPICAL.firstByte().toMillis(),
                StorageLatency.TYPICAL.bytesPerSecond() / 1_000_000,
                Machine.load());
        Path folder = Files.createTempDirectory("bench-open");
        try (ProductSplit split = ProductSplit.build(lines, index, folder.resolve("data"))) {
            Subject subject = subject(split, folder.resolve("cache"));
            tail(split);
            System.out.println(HEADER);
            open(subject);
            for (Map.Entry<String, String> query : queries(QueryTexts.of(lines)).entrySet()) {
                search(query.getKey(), query.getValue(), subject);
            }
            System.out.printf(
                    Locale.ROOT,
                    "targets: open < %.0f ms, with search and %d hits < %.0f ms, %.0f times faster than on demand:"
                            + " %s; %s%n",
                    OPEN_MILLIS_MAX,
                    HITS,
                    SEARCH_MILLIS_MAX,
                    TIMES_FASTER_MIN,
                    missedTargets == 0 ? "all met" : missedTargets + " missed",
                    Machine.load());
            return missedTargets == 0;
        } finally {
            Machine.deleteFolder(folder);
        }
    }

    private static Map<String, String> queries(QueryTexts texts) {
        Map<String, String> queries = new LinkedHashMap<>();
        queries.put("term", ProductQueries.TERM);
        queries.put("phrase", ProductQueries.PHRASE);
        queries.put("range+term", ProductQueries.range(texts));
        queries.put("two terms", ProductQueries.AND);
        return queries;
    }

    /// @param far the storage of the split, slowed down
    private record Subject(ProductSplit split, Storage far, StorageKey key, OnDemandSearch onDemand, Path cache) {}

    private Subject subject(ProductSplit split, Path cache) {
        StorageUri uri = split.index().config().indexUri();
        Storage near = new LocalStorage(uri, new OsDisk());
        StorageKey key = new StorageKey(split.metadata().fileName());
        return new Subject(
                split,
                new LatencyStorage(near, StorageLatency.TYPICAL, time),
                key,
                new OnDemandSearch(near, key, split.index()),
                cache);
    }

    private void tail(ProductSplit split) {
        ByteRange tail = split.metadata().footerOffsets();
        double share = tail.length() / (double) split.metadata().fileSize();
        System.out.printf(
                Locale.ROOT,
                "split of %.1f MB, hot tail %d bytes, %.2f %% of it: %s%n",
                split.metadata().fileSize() / 1e6,
                tail.length(),
                share * 100,
                verdict(share <= TAIL_SHARE_MAX));
    }

    private String verdict(boolean met) {
        missedTargets += met ? 0 : 1;
        return met ? "ok" : "TARGET MISSED";
    }

    /// What one cold run took; its cost is on the context.
    private record Run(long nanos, RequestContext context, long hits, long waits) {}

    @FunctionalInterface
    private interface Attempt {
        Run run(RequestContext context) throws IOException;
    }

    private void open(Subject subject) throws IOException {
        Attempt product = context -> {
            try (SplitCache cache = ColdNode.newCache(subject.cache())) {
                SplitOpener opener = new SplitOpener(cache);
                ByteRange tail = subject.split().metadata().footerOffsets();
                long start = time.nanoTime();
                try (SplitReader reader = opener.open(subject.far(), subject.key(), tail, context)) {
                    long nanos = time.nanoTime() - start;
                    return new Run(nanos, context, reader.leafReader().maxDoc(), 0);
                }
            }
        };
        Attempt onDemand = context -> {
            long start = time.nanoTime();
            OnDemandSearch.Answer answer = subject.onDemand().open(subject.far(), context);
            return new Run(time.nanoTime() - start, context, answer.hits(), answer.waits());
        };
        compare("open alone", product, onDemand, OPEN_MILLIS_MAX, 0);
    }

    private void search(String name, String text, Subject subject) throws IOException {
        SearchRequest request = SearchRequest.builder(
                        List.of(subject.split().index().indexId()), text)
                .maxHits(HITS)
                .sortBy("timestamp")
                .build();
        Attempt product = context -> {
            try (ColdNode node = new ColdNode(subject.split().view(), subject.far(), subject.cache())) {
                long start = time.nanoTime();
                SearchResponse response = node.search(request, context);
                return new Run(time.nanoTime() - start, context, response.numHits(), 0);
            }
        };
        Attempt onDemand = context -> {
            long start = time.nanoTime();
            OnDemandSearch.Answer answer = subject.onDemand().newest(text, HITS, subject.far(), context);
            return new Run(time.nanoTime() - start, context, answer.hits(), answer.waits());
        };
        compare(name, product, onDemand, SEARCH_MILLIS_MAX, TIMES_FASTER_MIN);
    }

    private void compare(String name, Attempt product, Attempt onDemand, double maxMillis, double timesFaster)
            throws IOException {
        Timings timings = new Timings();
        Run mine = repeat(product, RUNS, timings);
        Timings onDemandTimings = new Timings();
        Run other = repeat(onDemand, ON_DEMAND_RUNS, onDemandTimings);
        if (mine.hits() != other.hits()) {
            throw new IOException(
                    name + ": the product finds " + mine.hits() + " documents, on demand " + other.hits());
        }
        double times = onDemandTimings.minMillis() / timings.minMillis();
        boolean met = timings.minMillis() < maxMillis && times >= timesFaster;
        System.out.printf(
                Locale.ROOT,
                "%-20s %10.1f %8.1f %7d %8d %5d %6d %19.1f %5d %8d %7d %7.1f   %s%n",
                name,
                timings.minMillis(),
                timings.p50Millis(),
                mine.context().counters().storageWaves(),
                mine.context().counters().storageRequests(),
                mine.context().counters().storageBytes() / 1000,
                mine.context().counters().misses(),
                onDemandTimings.minMillis(),
                other.waits(),
                other.context().counters().storageRequests(),
                other.context().counters().storageBytes() / 1000,
                times,
                verdict(met));
    }

    private static Run repeat(Attempt attempt, int runs, Timings timings) throws IOException {
        Run last = null;
        for (int i = 0; i < runs; i++) {
            last = attempt.run(RequestContext.interactive("bench-" + i, Duration.ofMinutes(2)));
            timings.add(last.nanos());
        }
        if (last == null) {
            throw new IllegalArgumentException("at least one run is needed");
        }
        return last;
    }
}
