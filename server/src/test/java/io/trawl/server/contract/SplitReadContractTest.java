package io.trawl.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.Threads;
import io.trawl.common.TimeSource;
import io.trawl.server.RunningNode.Answer;
import io.trawl.server.contract.FarStorage.Node;
import io.trawl.testkit.Eventually;
import io.trawl.testkit.Proves;
import io.trawl.testkit.TestSeed;
import io.trawl.testkit.s3.FirstByteLatency;
import io.trawl.testkit.s3.S3Fault;
import io.trawl.testkit.s3.S3Ledger;
import io.trawl.testkit.s3.S3RequestKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How splits are read: what an open costs, how much at once, and what becomes of reads that are late.
class SplitReadContractTest {
    /// So that every search does its work.
    private static final String FORGETFUL = "  partial_request_cache_capacity: 0\n  predicate_cache_capacity: 0\n";

    private static final String BY_COLUMN = "/api/v1/far/search?query=host%3Aweb-1&sort_by=vals&max_hits=1";

    /// Of one answer, well before a read is given up.
    private static final Duration LATE = Duration.ofSeconds(3);

    private static final int ALL_SPLITS = FarStorage.SPLITS + 1;

    @TempDir
    private static Path folder;

    private static FarStorage storage;

    @BeforeAll
    static void fill() throws IOException {
        storage = new FarStorage(folder);
        try (Node writer = storage.writer("filler")) {
            storage.fillFar(writer);
            fillWide(writer);
        }
    }

    @AfterAll
    static void close() {
        storage.close();
    }

    @BeforeEach
    void forget() {
        storage.server().faults().clear();
        storage.server().ledger().clear();
    }

    @Test
    @Proves({"ARC-08", "SCH-27"})
    void aSplitOpensWithOneSmallReadOfItsEndAndIsSearchedBesideOthers() throws IOException {
        Map<String, JsonNode> tails = new HashMap<>();
        try (Node node = storage.searcher("opener", "searcher:\n" + FORGETFUL).withTails(ALL_SPLITS)) {
            for (JsonNode split : node.ask("/api/v1/indexes/far/splits").json().path("splits")) {
                tails.put("indexes/far/" + split.path("split_id").stringValue() + ".split", split);
            }

            // Opens all splits, and reads nothing else.
            node.ask(BY_COLUMN + "&explain=true");

            assertThat(storage.splitReads())
                    .filteredOn(read -> read.key().startsWith("indexes/far/"))
                    .hasSize(FarStorage.SPLITS)
                    .allSatisfy(read -> {
                        JsonNode footer = tails.get(read.key()).path("footer_offsets");
                        long start = footer.path("start").longValue();
                        long end = footer.path("end").longValue();
                        assertThat(read.range()).isEqualTo("bytes=" + start + "-" + (end - 1));
                        assertThat(read.bytesOut()).isEqualTo(end - start).isLessThan(end / 5);
                    });
            slowly(Duration.ofMillis(150));
            Answer counted = node.ask("/api/v1/far/search?query=host%3Aweb-1&max_hits=0");
            assertThat(counted.json().path("num_hits").intValue()).isEqualTo(FarStorage.SPLITS * 60);
            // One of each split, all side by side.
            assertThat(cost(counted).path("waves").intValue()).isEqualTo(FarStorage.SPLITS);
            assertThat(storage.splitsReadAtOnce()).isBetween(2, FarStorage.SPLITS);
        }
    }

    @Test
    @Proves({"NOD-57", "SCH-27"})
    void noMoreSplitsAreSearchedAtOnceThanTheConfigSays() throws IOException {
        String yaml = "searcher:\n  max_num_concurrent_split_searches: 1\n" + FORGETFUL;
        try (Node node = storage.searcher("permits", yaml).withTails(ALL_SPLITS)) {
            slowly(Duration.ofMillis(150));

            node.ask(BY_COLUMN);

            assertThat(storage.splitReads()).hasSizeGreaterThanOrEqualTo(FarStorage.SPLITS);
            assertThat(storage.splitsReadAtOnce()).isEqualTo(1);
        }
    }

    @Test
    @Proves({"NOD-64", "SCH-27", "CCH-06"})
    void noMoreIsHeldFetchedAtOnceThanTheBudgetAllows() throws IOException {
        String yaml =
                "searcher:\n  warmup_memory_budget: 300K\n  warmup_single_split_initial_allocation: 1K\n" + FORGETFUL;
        try (Node node = storage.searcher("budget", yaml).withTails(ALL_SPLITS)) {
            slowly(Duration.ofMillis(150));

            node.ask(BY_COLUMN);

            assertThat(storage.splitReads()).hasSizeGreaterThanOrEqualTo(FarStorage.SPLITS);
            assertThat(storage.splitsReadAtOnce()).isEqualTo(1);
            assertThat(inFlight(node)).isZero();
            storage.server().faults().clear();
            Answer neverFits = node.get("/api/v1/wide/search?query=*&sort_by=vals&max_hits=1");
            ContractTest.assertRefused(neverFits, 429, "searcher.warmup_memory_budget");
        }
    }

    @Test
    @Proves("CCH-06")
    void whatASearchReadsIsReadAheadInOneGo() throws IOException {
        try (Node node = storage.searcher("ahead", "searcher:\n" + FORGETFUL).withTails(ALL_SPLITS)) {
            slowly(Duration.ofSeconds(1));
            String question = """
                    {"query": "host:web-1 AND n:>=10", "max_hits": 0,
                     "aggs": {"most": {"max": {"field": "vals"}}}}""";
            Answer answer;
            try (ExecutorService other = Threads.virtual("asking")) {
                Future<Answer> asked = other.submit(() -> node.post("/api/v1/far/search", question));
                Eventually.isTrue(
                        "what is being read is charged",
                        Duration.ofSeconds(10),
                        () -> inFlight(node) >= FarStorage.SPLITS * FarStorage.COLUMN_BYTES);
                answer = awaited(asked);
            }

            assertThat(cost(answer).path("misses").intValue()).isZero();
            assertThat(cost(answer).path("waves").intValue()).isEqualTo(FarStorage.SPLITS);
            assertThat(storage.server().ledger().waves()).isEqualTo(1);
            assertThat(inFlight(node)).isZero();
        }
    }

    @Test
    @Proves("NOD-65")
    void aSplitIsChargedTheInitialAllocationUntilItsNeedIsKnown() throws IOException {
        String yaml = "searcher:\n  warmup_single_split_initial_allocation: 5M\n" + FORGETFUL;
        try (Node node = storage.searcher("initial", yaml).withTails(ALL_SPLITS)) {
            String absent = "/api/v1/wide/search?query=word%3A0123456789ab&sort_by=vals&max_hits=1";
            assertThat(node.ask(absent + "&explain=true").text()).contains("a rare required term is looked up first");
            slowly(Duration.ofSeconds(1));
            try (ExecutorService other = Threads.virtual("asking")) {
                Future<Answer> asked = other.submit(() -> node.ask(absent));

                Eventually.isTrue(
                        "the initial allocation is charged", Duration.ofSeconds(10), () -> inFlight(node) == 5_000_000);

                assertThat(awaited(asked).json().path("num_hits").intValue()).isZero();
                assertThat(inFlight(node)).isZero();
            }
        }
    }

    /// One split with a column so large that it is not read before a rare term is known to be there.
    private static void fillWide(Node writer) {
        Random random = TestSeed.next("wide").random();
        writer.post("/api/v1/indexes", """
                {"version": "0.9", "index_id": "wide", "doc_mapping": {"field_mappings": [
                  {"name": "vals", "type": "array<u64>", "fast": true, "indexed": false, "stored": false},
                  {"name": "word", "type": "array<text>", "tokenizer": "raw", "stored": false}]}}""");
        for (int part = 0; part < 4; part++) {
            StringBuilder docs = new StringBuilder();
            for (int doc = 0; doc < 150; doc++) {
                String words = "\"%012x\",".repeat(100).formatted(words(random));
                docs.append(
                        "{\"word\": [%s\"last\"], \"vals\": %s}\n".formatted(words, FarStorage.numbers(random, 2_000)));
            }
            String commit = part == 3 ? "force" : "auto";
            writer.post("/api/v1/wide/ingest?commit=" + commit, docs.toString());
        }
    }

    private static Object[] words(Random random) {
        return random.longs(100, 0, 1L << 48).boxed().toArray();
    }

    @Test
    @Proves({"CCH-09", "NOD-63"})
    void aReadThatIsLateByThePolicyIsAskedForAgain() throws IOException {
        String yaml = "searcher:\n  storage_timeout_policy: {min_throughtput_bytes_per_secs: 10000000,"
                + " timeout_millis: 300, max_num_retries: 2}\n" + FORGETFUL;
        try (Node node = storage.searcher("policy", yaml).withTails(ALL_SPLITS)) {
            storage.server().ledger().clear();
            storage.server().faults().next(S3RequestKind.GET, S3Fault.SILENCE);
            long start = TimeSource.SYSTEM.nanoTime();

            node.ask(BY_COLUMN);

            assertThat(since(start)).isLessThan(Duration.ofSeconds(4));
            S3Ledger.Entry late = storage.splitReads().stream()
                    .filter(read -> read.fault().isPresent())
                    .findFirst()
                    .orElseThrow();
            assertThat(storage.splitReads())
                    .filteredOn(read ->
                            read.key().equals(late.key()) && read.range().equals(late.range()))
                    .hasSize(2);
            assertThat(ofS3(node, "timeouts_total")).isEqualTo(1);
        }
    }

    @Test
    @Proves("CCH-09")
    void aReadThatIsLaterThanOthersIsAskedForBesideTheFirst() throws IOException {
        // Nothing stays on disk, so every search reads all that it needs.
        String yaml = "searcher:\n  split_cache: {max_num_bytes: 1}\n" + FORGETFUL;
        try (Node node = storage.searcher("hedged", yaml)) {
            slowly(Duration.ofMillis(5));
            for (int i = 0; i < 25; i++) {
                node.ask(BY_COLUMN);
            }
            assertThat(storage.splitReads()).hasSizeGreaterThan(2 * 25 * FarStorage.SPLITS);
            double before = ofS3(node, "hedges_won_total");
            AtomicBoolean late = new AtomicBoolean();
            storage.server().faults().latency(_ -> late.compareAndSet(false, true) ? LATE : Duration.ofMillis(5));
            long start = TimeSource.SYSTEM.nanoTime();

            node.ask(BY_COLUMN);

            assertThat(late).isTrue();
            assertThat(since(start)).isLessThan(LATE);
            assertThat(ofS3(node, "hedges_won_total")).isGreaterThan(before);
            assertThat(ofS3(node, "timeouts_total")).isZero();
        }
        // It counts as a request until its answer is given, to whichever test.
        Eventually.isTrue(
                "the late answer is over",
                () -> storage.server().ledger().entries().stream()
                        .anyMatch(read -> read.answerNanos() - read.startNanos() >= LATE.toNanos()));
    }

    private static Answer awaited(Future<Answer> asked) {
        try {
            return asked.get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failure) {
            throw new AssertionError(failure);
        }
    }

    private static JsonNode cost(Answer answer) {
        return JsonMapper.shared().readTree(answer.header("X-Trawl-Cost"));
    }

    private static void slowly(Duration latency) {
        storage.server().faults().latency(FirstByteLatency.fixed(latency));
        storage.server().ledger().clear();
    }

    private static double inFlight(Node node) {
        return node.metric("trawl_memory_in_flight_data_bytes");
    }

    private static double ofS3(Node node, String name) {
        return node.metric("trawl_storage_object_storage_" + name + "{store=\"s3\"}");
    }

    private static Duration since(long startNanos) {
        return Duration.ofNanos(TimeSource.SYSTEM.nanoTime() - startNanos);
    }
}
