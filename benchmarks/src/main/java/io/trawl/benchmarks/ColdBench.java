package io.trawl.benchmarks;

import io.trawl.common.Fanout;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.common.TimeSource;
import io.trawl.search.SearchRequest;
import io.trawl.split.SplitMetadata;
import io.trawl.split.SplitTimeRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/// `./bench cold`: searches of many splits on a slow object storage by a node that has nothing cached, beside the same
/// searches on demand.
final class ColdBench {
    private static final int WARM_UP_ROUNDS = 10;
    private static final Duration[] LATENCIES = {Duration.ofMillis(30), Duration.ofMillis(100)};
    /// Goals in milliseconds are for the first latency alone.
    private static final double OPEN_MILLIS_MAX = 45;
    private static final double SPLIT_MILLIS_MAX = 115;
    private static final double SPLIT_WITH_TAIL_MILLIS_MAX = 80;
    /// Latencies that a search of all splits may wait, beside its CPU; one less with tails known.
    private static final double[] WAITS_MAX = {6, 4.5};
    private static final double TIMES_FASTER_MIN = 6;

    private static final String ONE_HEADER = "one split            min ms   p50 ms tail known ms waves requests      KB"
            + " misses    on demand ms waits requests      KB  times";
    private static final String ALL_HEADER = "all splits           min ms   p50 ms  cpu ms waits   tails known ms waits"
            + "  splits waves requests      KB misses    on demand ms waits requests      KB  times";

    private final Setup setup;
    private final TimeSource time = TimeSource.SYSTEM;
    private int missedTargets;

    /// @param folder of the splits, made there if it is empty
    /// @param only kinds whose name holds this
    record Setup(Path folder, BenchIndex index, ColdData.Size size, int runs, int onDemandRuns, String only) {}

    ColdBench(Setup setup) {
        this.setup = setup;
    }

    /// @return whether all targets were met
    boolean run() throws IOException {
        Path cache = Files.createTempDirectory("bench-cold");
        try (ColdData data = ColdData.open(setup.folder(), setup.index(), setup.size())) {
            List<SplitMetadata> splits = data.splits();
            System.out.printf(
                    Locale.ROOT,
                    "cold searches of %d splits, %.2f GB raw, %.2f GB stored, %d MB/s a connection, %s%n",
                    splits.size(),
                    data.rawBytes() / 1e9,
                    splits.stream().mapToLong(SplitMetadata::fileSize).sum() / 1e9,
                    FarSplits.bytesPerSecond() / 1_000_000,
                    Machine.load());
            try (FarSplits far = FarSplits.of(splits, data.storage());
                    OnDemandFleet onDemand = new OnDemandFleet(splits, data.storage(), far.storage(), data.index())) {
                warmUp(data, far, onDemand, cache);
                for (int i = 0; i < LATENCIES.length; i++) {
                    far.firstByte(LATENCIES[i]);
                    System.out.printf(
                            Locale.ROOT, "%n%d ms to the first byte, %s%n", LATENCIES[i].toMillis(), Machine.load());
                    one(data, far, onDemand, cache, i);
                    all(data, far, onDemand, cache, i);
                    dashboard(data, far, cache);
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "%ntargets: %s; %s%n",
                    missedTargets == 0 ? "all met" : missedTargets + " missed",
                    Machine.load());
            return missedTargets == 0;
        } finally {
            Machine.deleteFolder(cache);
        }
    }

    private String verdict(boolean met) {
        missedTargets += met ? 0 : 1;
        return met ? "ok" : "TARGET MISSED";
    }

    private List<ColdQuery> queries(QueryTexts texts) {
        return ColdQuery.all(setup.index().id(), texts).stream()
                .filter(query -> query.name().contains(setup.only()))
                .toList();
    }

    /// One search many times: the fastest run, and the median of all.
    private record Repeated(ColdRun.Outcome best, double p50Millis) {
        static Repeated of(int runs, Supplier<ColdRun.Outcome> run) {
            List<ColdRun.Outcome> outcomes = new ArrayList<>();
            Timings timings = new Timings();
            for (int i = 0; i < runs; i++) {
                ColdRun.Outcome outcome = run.get();
                outcomes.add(outcome);
                timings.add(outcome.nanos());
            }
            return new Repeated(
                    outcomes.stream()
                            .min(Comparator.comparingLong(ColdRun.Outcome::nanos))
                            .orElseThrow(),
                    timings.p50Millis());
        }
    }

    /// Both sides compute as a node does that has run for a while; nothing that is read is kept.
    private void warmUp(ColdData data, FarSplits far, OnDemandFleet onDemand, Path cache) throws IOException {
        far.firstByte(Duration.ZERO);
        List<String> newest = List.of(data.splits().getLast().splitId());
        ColdRun cold = new ColdRun(new OneSplitView(data.view(), newest.getFirst()), far, cache.resolve("warm-up"));
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            for (ColdQuery query : queries(data.texts())) {
                cold.search(query.request());
                onDemand(query, newest, cold, far, onDemand);
            }
        }
    }

    /// The newest split alone, where the trace is.
    private void one(ColdData data, FarSplits far, OnDemandFleet onDemand, Path cache, int latency) throws IOException {
        SplitMetadata split = data.splits().getLast();
        List<SplitMetadata> alone = List.of(split);
        ColdRun cold = new ColdRun(new OneSplitView(data.view(), split.splitId()), far, cache.resolve("one"));
        Repeated open = Repeated.of(setup.runs(), () -> cold.open(split));
        boolean openMet =
                open.best().requests() == 1 && (latency > 0 || open.best().millis() < OPEN_MILLIS_MAX);
        System.out.printf(
                Locale.ROOT,
                "open alone: %.1f ms (p50 %.1f), requests %d, KB %d   %s%n",
                open.best().millis(),
                open.p50Millis(),
                open.best().requests(),
                open.best().bytes() / 1000,
                verdict(openMet));
        System.out.println(ONE_HEADER);
        SplitTimeRange times = split.timeRange().orElseThrow();
        QueryTexts texts = QueryTexts.within(
                times.start() * 1000, times.end() * 1000, data.texts().traceId());
        for (ColdQuery query : queries(texts)) {
            Comparison run = compare(query, cold, alone, List.of(split.splitId()), far, onDemand);
            ColdRun.Outcome mine = run.mine().best();
            double tailKnown = run.withTails().best().millis();
            boolean fast = latency > 0 || (mine.millis() < SPLIT_MILLIS_MAX && tailKnown < SPLIT_WITH_TAIL_MILLIS_MAX);
            System.out.printf(
                    Locale.ROOT,
                    "%s %13.1f %5d %s   %s%n",
                    run.times(),
                    tailKnown,
                    mine.allWaves(),
                    run.reads(),
                    verdict(fast && run.isAsPromised()));
        }
    }

    /// The same search by the product, with tails to be read and with tails known, and on demand.
    private record Comparison(ColdQuery query, Repeated mine, Repeated withTails, OnDemandRun other) {
        /// Whether all was read in as few waves as promised, before the computing, and so much faster.
        boolean isAsPromised() {
            return mine.best().misses() == 0
                    && mine.best().searchWaves() <= query.wavesMax()
                    && timesFaster() >= TIMES_FASTER_MIN;
        }

        private double timesFaster() {
            return other.millis() / mine.best().millis();
        }

        String times() {
            return String.format(
                    Locale.ROOT, "%-17s %9.1f %8.1f", query.name(), mine.best().millis(), mine.p50Millis());
        }

        /// What the product reads; time and reads on demand; how many times faster that makes the product.
        String reads() {
            return String.format(
                    Locale.ROOT,
                    "%8d %7d %6d %15.1f %5d %8d %7d %6.1f",
                    mine.best().requests(),
                    mine.best().bytes() / 1000,
                    mine.best().misses(),
                    other.millis(),
                    other.waits(),
                    other.requests(),
                    other.bytes() / 1000,
                    timesFaster());
        }
    }

    /// @param tails of the splits that are known in the second of the three
    /// @param splitIds searched on demand
    private Comparison compare(
            ColdQuery query,
            ColdRun cold,
            List<SplitMetadata> tails,
            List<String> splitIds,
            FarSplits far,
            OnDemandFleet onDemand)
            throws IOException {
        Repeated mine = Repeated.of(setup.runs(), () -> cold.search(query.request()));
        Repeated withTails = Repeated.of(setup.runs(), () -> cold.searchWithTails(query.request(), tails));
        OnDemandRun other = onDemand(query, splitIds, cold, far, onDemand);
        check(query, mine.best(), other);
        return new Comparison(query, mine, withTails, other);
    }

    private void all(ColdData data, FarSplits far, OnDemandFleet onDemand, Path cache, int latency) throws IOException {
        System.out.println(ALL_HEADER);
        ColdRun cold = new ColdRun(data.view(), far, cache.resolve("all"));
        for (ColdQuery query : queries(data.texts())) {
            Comparison run = compare(query, cold, data.splits(), asked(cold, query.request()), far, onDemand);
            ColdRun.Outcome mine = run.mine().best();
            ColdRun.Outcome tailsKnown = run.withTails().best();
            double waits = waits(mine, latency);
            double waitsWithTails = waits(tailsKnown, latency);
            boolean fast = waits <= WAITS_MAX[latency] && waitsWithTails <= WAITS_MAX[latency] - 1;
            System.out.printf(
                    Locale.ROOT,
                    "%s %7.0f %5.1f %16.1f %5.1f %7d %5.2f %s   %s%n",
                    run.times(),
                    mine.cpuMillis(),
                    waits,
                    tailsKnown.millis(),
                    waitsWithTails,
                    mine.splits(),
                    mine.searchWaves(),
                    run.reads(),
                    verdict(fast && run.isAsPromised()));
        }
    }

    /// What is left of the time beside CPU on all cores, in latencies.
    private static double waits(ColdRun.Outcome outcome, int latency) {
        double cpu = outcome.cpuMillis() / Runtime.getRuntime().availableProcessors();
        return Math.max(0, outcome.millis() - cpu) / LATENCIES[latency].toMillis();
    }

    private static List<String> asked(ColdRun cold, SearchRequest request) {
        try (ColdNode node = cold.newNode()) {
            return node.splitsOf(request);
        }
    }

    private record OnDemandRun(long hits, double millis, long waits, long requests, long bytes) {}

    private OnDemandRun onDemand(
            ColdQuery query, List<String> splitIds, ColdRun cold, FarSplits far, OnDemandFleet onDemand)
            throws IOException {
        OnDemandRun best = new OnDemandRun(0, Double.MAX_VALUE, 0, 0, 0);
        for (int i = 0; i < setup.onDemandRuns(); i++) {
            far.ledger().clear();
            long start = time.nanoTime();
            OnDemandFleet.Answer answer = onDemand.search(query, splitIds, cold.context());
            double millis = (time.nanoTime() - start) / 1e6;
            if (millis < best.millis()) {
                best = new OnDemandRun(
                        answer.hits(),
                        millis,
                        answer.waitsMax(),
                        far.ledger().requests(),
                        far.ledger().bytesOut());
            }
        }
        return best;
    }

    private static void check(ColdQuery query, ColdRun.Outcome mine, OnDemandRun other) throws IOException {
        if (mine.hits() != other.hits()) {
            throw new IOException(
                    query.name() + ": the product finds " + mine.hits() + " documents, on demand " + other.hits());
        }
    }

    /// All panels at once, as a browser asks for them, and then again.
    private void dashboard(ColdData data, FarSplits far, Path cache) {
        ColdRun cold = new ColdRun(data.view(), far, cache.resolve("dashboard"));
        List<SearchRequest> panels = ColdQuery.dashboard(setup.index().id());
        try (ColdNode node = cold.newNode();
                ExecutorService threads = Threads.virtual("dashboard")) {
            for (int round = 1; round <= 2; round++) {
                far.ledger().clear();
                List<Callable<Long>> searches = new ArrayList<>();
                for (SearchRequest panel : panels) {
                    RequestContext context = cold.context();
                    searches.add(() -> node.search(panel, context).numHits());
                }
                long start = time.nanoTime();
                Fanout.all(threads, cold.context(), searches);
                double millis = (time.nanoTime() - start) / 1e6;
                System.out.printf(
                        Locale.ROOT,
                        "dashboard of %d panels, round %d: %.1f ms, requests %d, KB %d   %s%n",
                        panels.size(),
                        round,
                        millis,
                        far.ledger().requests(),
                        far.ledger().bytesOut() / 1000,
                        verdict(round == 1 || far.ledger().requests() == 0));
            }
        }
    }
}
