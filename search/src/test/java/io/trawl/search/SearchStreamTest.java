package io.trawl.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.common.TrawlException;
import io.trawl.config.SearcherConfig;
import io.trawl.metastore.IndexMetadata;
import io.trawl.storage.StorageKey;
import io.trawl.testkit.Eventually;
import io.trawl.testkit.TestSeed;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A search stream sends the values of all matching documents, and no others.
class SearchStreamTest {
    private static final String MAPPING = """
            {"timestamp_field": "ts", "field_mappings": [
              {"name": "ts", "type": "datetime", "fast": true, "fast_precision": "milliseconds"},
              {"name": "body", "type": "text", "record": "position"},
              {"name": "n", "type": "i64", "fast": true},
              {"name": "u", "type": "u64", "fast": true},
              {"name": "tenant", "type": "i64", "fast": true},
              {"name": "utenant", "type": "u64", "fast": true},
              {"name": "many", "type": "array<i64>", "fast": true},
              {"name": "slow", "type": "i64"},
              {"name": "ratio", "type": "f64", "fast": true},
              {"name": "host", "type": "text", "fast": true}]}""";
    private static final long START = 1_767_225_600L;

    @TempDir
    private Path folder;

    /// Everything that was sent.
    private static final class Received implements ChunkSink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public synchronized void accept(byte[] chunk, int length) {
            bytes.write(chunk, 0, length);
        }

        List<String> lines() {
            String text = bytes.toString(StandardCharsets.UTF_8);
            assertThat(text)
                    .satisfiesAnyOf(
                            t -> assertThat(t).isEmpty(), t -> assertThat(t).endsWith("\n"));
            return text.lines().sorted().toList();
        }

        ByteBuffer rows() {
            return ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    private static StreamRequest request(
            String query, String field, StreamFormat format, @Nullable String partitionBy) {
        return new StreamRequest(
                SearchRequest.builder(List.of("logs"), query).maxHits(0).build(),
                new StreamOutput(field, format, Optional.ofNullable(partitionBy)));
    }

    private static Received stream(TestSearch search, StreamRequest request) {
        Received received = new Received();
        RequestContext context = RequestContext.interactive("stream", Duration.ofSeconds(60));
        search.stream(request, received, context);
        assertThat(context.counters().misses()).as(request.toString()).isZero();
        return received;
    }

    private static void addNumbers(TestSearch search, int splits) {
        IndexMetadata index = search.createIndex("logs", MAPPING, "body");
        for (int split = 0; split < splits; split++) {
            search.addSplit(
                    index,
                    List.of("{\"ts\": \"2026-01-01T00:00:0%d.25Z\", \"body\": \"word\", \"n\": %d}"
                            .formatted(split, split - 1)));
        }
    }

    @Test
    void csvHasOneDecimalValueALine() {
        try (TestSearch search = new TestSearch(folder)) {
            IndexMetadata index = search.createIndex("logs", MAPPING, "body");
            search.addSplit(
                    index,
                    List.of(
                            "{\"ts\": 1767225600, \"body\": \"a\", \"n\": -9223372036854775808, \"u\": 18446744073709551615, \"many\": [3, 1]}",
                            "{\"ts\": 1767225600, \"body\": \"a\", \"n\": 9223372036854775807, \"u\": 0, \"many\": []}",
                            "{\"ts\": 1767225600, \"body\": \"b\", \"n\": 7, \"u\": 7}",
                            "{\"ts\": 1767225600, \"body\": \"a\"}"));
            search.addSplit(
                    index, List.of("{\"ts\": 1767225600, \"body\": \"a\", \"n\": -10, \"u\": 9223372036854775808}"));

            assertThat(stream(search, request("a", "n", StreamFormat.CSV, null)).lines())
                    .containsExactly("-10", "-9223372036854775808", "9223372036854775807");
            assertThat(stream(search, request("a", "u", StreamFormat.CSV, null)).lines())
                    .containsExactly("0", "18446744073709551615", "9223372036854775808");
            assertThat(stream(search, request("*", "many", StreamFormat.CSV, null))
                            .lines())
                    .containsExactly("1", "3");
            assertThat(stream(search, request("absent", "n", StreamFormat.CSV, null))
                            .lines())
                    .isEmpty();
        }
    }

    @Test
    void timesAreMicrosecondsAndTheTimeRangeHolds() {
        try (TestSearch search = new TestSearch(folder)) {
            addNumbers(search, 4);
            StreamRequest request = new StreamRequest(
                    SearchRequest.builder(List.of("logs"), "word")
                            .maxHits(0)
                            .startTimestamp(START + 1)
                            .endTimestamp(START + 3)
                            .build(),
                    new StreamOutput("ts", StreamFormat.CLICK_HOUSE_ROW_BINARY, Optional.empty()));

            ByteBuffer rows = stream(search, request).rows();

            assertThat(List.of(rows.getLong(), rows.getLong()))
                    .containsExactlyInAnyOrder((START + 1) * 1_000_000 + 250_000, (START + 2) * 1_000_000 + 250_000);
            assertThat(rows.remaining()).isZero();
        }
    }

    @Test
    void valuesEqualThoseOfALoopOverAllDocuments() {
        TestSeed seed = TestSeed.next("SearchStreamTest");
        for (int round = 0; round < 12; round++) {
            Random random = seed.random(round);
            try (TestSearch search = new TestSearch(folder.resolve("round" + round))) {
                IndexMetadata index = search.createIndex("logs", MAPPING, "body");
                List<String> expected = new ArrayList<>();
                TreeMap<Long, List<Long>> partitions = new TreeMap<>();
                String[] words = {"even", "odd"};
                for (int split = 0; split < 1 + random.nextInt(6); split++) {
                    List<String> docs = new ArrayList<>();
                    int count = random.nextInt(4) == 0 ? 5_000 : 1 + random.nextInt(50);
                    for (int doc = 0; doc < count; doc++) {
                        String word = words[random.nextInt(2)];
                        StringBuilder json = new StringBuilder("{\"ts\": 1767225600, \"body\": \"" + word + '"');
                        long n = random.nextBoolean() ? random.nextInt(1000) - 500 : random.nextLong();
                        boolean hasValue = random.nextInt(4) > 0;
                        long tenant = random.nextInt(random.nextBoolean() ? 3 : 500) - 1;
                        boolean hasTenant = random.nextInt(5) > 0;
                        json.append(hasValue ? ", \"n\": " + n : "");
                        json.append(hasTenant ? ", \"tenant\": " + tenant : "");
                        docs.add(json.append('}').toString());
                        if (word.equals("even") && hasValue) {
                            expected.add(Long.toString(n));
                            if (hasTenant) {
                                partitions
                                        .computeIfAbsent(tenant, t -> new ArrayList<>())
                                        .add(n);
                            }
                        }
                    }
                    search.addSplit(index, docs);
                }

                assertThat(stream(search, request("even", "n", StreamFormat.CSV, null))
                                .lines())
                        .isEqualTo(expected.stream().sorted().toList());
                assertThat(frames(stream(search, request("even", "n", StreamFormat.CLICK_HOUSE_ROW_BINARY, "tenant"))))
                        .isEqualTo(sorted(partitions));
            }
        }
    }

    private static TreeMap<Long, List<Long>> frames(Received received) {
        ByteBuffer rows = received.rows();
        TreeMap<Long, List<Long>> partitions = new TreeMap<>();
        while (rows.hasRemaining()) {
            List<Long> values = partitions.computeIfAbsent(rows.getLong(), p -> new ArrayList<>());
            for (long left = rows.getLong(); left > 0; left -= Long.BYTES) {
                values.add(rows.getLong());
            }
        }
        return sorted(partitions);
    }

    private static TreeMap<Long, List<Long>> sorted(TreeMap<Long, List<Long>> partitions) {
        partitions.replaceAll((p, values) -> values.stream().sorted().toList());
        return partitions;
    }

    @Test
    void whatAStreamCannotSendIsRefusedBeforeAnythingIsSent() {
        try (TestSearch search = new TestSearch(folder)) {
            addNumbers(search, 1);

            refuses(search, "nope", null, unsupported("Json"));
            refuses(search, "slow", null, "Field `slow` is not a fast field");
            refuses(search, "ratio", null, unsupported("F64"));
            refuses(search, "host", null, unsupported("Str"));
            refuses(search, "n", "slow", "Field `slow` is not a fast field");
            refuses(
                    search,
                    "n",
                    "utenant",
                    "Search stream does not support the combination of fast field type `I64` and partition fast field"
                            + " type `U64`. Both must be u64, or both i64.");
            refuses(
                    search,
                    "ts",
                    "tenant",
                    "Search stream does not support the combination of fast field type `Date` and partition fast field"
                            + " type `I64`. Both must be u64, or both i64.");
            assertThatThrownBy(() -> stream(search, request("*", "n", StreamFormat.CSV, "tenant")))
                    .hasMessage("Invalid output format specified, only ClickHouseRowBinary is allowed when providing a"
                            + " partitioned-by field.");
            search.createIndex("logs", MAPPING.replace("{\"timestamp", "{\"mode\": \"strict\", \"timestamp"), "body");
            refuses(search, "nope", null, "Field `nope` does not exist in schema");
        }
    }

    private static String unsupported(String type) {
        return "Search stream does not support fast field of type `" + type
                + "`. Take a field of type u64, i64 or datetime.";
    }

    private static void refuses(TestSearch search, String field, @Nullable String partitionBy, String message) {
        assertThatThrownBy(() -> stream(search, request("*", field, StreamFormat.CLICK_HOUSE_ROW_BINARY, partitionBy)))
                .hasMessage(message)
                .satisfies(
                        failure -> assertThat(((TrawlException) failure).code()).isEqualTo(ErrorCode.BAD_REQUEST));
    }

    @Test
    void splitsOfAnOlderMappingSendWhatTheyHave() {
        try (TestSearch search = new TestSearch(folder)) {
            IndexMetadata older = search.createIndex(
                    "logs",
                    MAPPING.replace("{\"name\": \"n\", \"type\": \"i64\"", "{\"name\": \"n\", \"type\": \"text\""));
            search.addSplit(older, List.of("{\"ts\": 1767225600, \"body\": \"word\", \"n\": \"text\", \"tenant\": 5}"));
            addNumbers(search, 2);

            assertThat(stream(search, request("body:word", "n", StreamFormat.CSV, null))
                            .lines())
                    .containsExactly("-1", "0");
        }
    }

    @Test
    void aFailedSplitEndsTheStream() {
        try (TestSearch search = new TestSearch(folder)) {
            addNumbers(search, 5);
            String lost = search.splits().get(2).splitId();
            search.storage().delete(new StorageKey(lost + ".split"), RequestContext.background("test"));

            assertThatThrownBy(() -> stream(search, request("word", "n", StreamFormat.CSV, null)))
                    .hasMessageContaining(lost);
            Eventually.isTrue("all memory is given back", () -> search.warmup().used() == 0);
        }
    }

    @Test
    void aReaderThatGoesAwayEndsTheStream() {
        try (TestSearch search = new TestSearch(folder)) {
            addNumbers(search, 5);
            TrawlException gone = new TrawlException(ErrorCode.CANCELLED, "the client went away");
            RequestContext context = RequestContext.interactive("stream", Duration.ofSeconds(60));

            assertThatThrownBy(() -> search.stream(
                            request("word", "n", StreamFormat.CSV, null),
                            (chunk, length) -> {
                                throw gone;
                            },
                            context))
                    .isSameAs(gone);
            Eventually.isTrue("all memory is given back", () -> search.warmup().used() == 0);
        }
    }

    @Test
    void aNodeStreamsNoMoreSplitsAtOnceThanConfigured() throws Exception {
        try (TestSearch search = new TestSearch(folder, withStreams(2))) {
            addNumbers(search, 4);
            CountDownLatch twoInside = new CountDownLatch(2);
            CountDownLatch release = new CountDownLatch(1);
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger insideMax = new AtomicInteger();
            AtomicInteger values = new AtomicInteger();
            ChunkSink slow = (chunk, length) -> {
                insideMax.accumulateAndGet(inside.incrementAndGet(), Math::max);
                twoInside.countDown();
                await(release);
                inside.decrementAndGet();
                values.incrementAndGet();
            };
            AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
            Thread first = start(search, slow, failure);
            assertThat(twoInside.await(30, TimeUnit.SECONDS)).isTrue();
            // It has one split, so its own thread is the one that waits for a permit.
            search.splits().subList(1, 4).clear();
            Received received = new Received();
            Thread second = start(search, received, failure);
            Eventually.isTrue("the second stream waits", () -> second.getState() == Thread.State.TIMED_WAITING);
            assertThat(received.lines()).isEmpty();

            release.countDown();
            first.join();
            second.join();

            assertThat(failure.get()).isNull();
            assertThat(values).hasValue(4);
            assertThat(insideMax).hasValue(2);
            assertThat(received.lines()).containsExactly("-1");
        }
    }

    private static Thread start(TestSearch search, ChunkSink sink, AtomicReference<@Nullable Throwable> failure) {
        return Threads.startPlatform("stream", () -> {
            try {
                search.stream(
                        request("word", "n", StreamFormat.CSV, null),
                        sink,
                        RequestContext.interactive("stream", Duration.ofSeconds(60)));
            } catch (RuntimeException | Error unexpected) {
                failure.set(unexpected);
            }
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody released the reader");
            }
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static SearcherConfig withStreams(int streams) {
        SearcherConfig d = SearcherConfig.DEFAULT;
        return new SearcherConfig(
                d.aggregationMemoryLimit(),
                d.aggregationBucketLimit(),
                d.fastFieldCache(),
                d.splitFooterCache(),
                d.partialRequestCache(),
                d.predicateCache(),
                d.maxNumConcurrentSplitSearches(),
                streams,
                OptionalInt.empty(),
                d.splitCache(),
                d.requestTimeout(),
                d.leafRequestTimeout(),
                d.storageTimeoutPolicy(),
                d.warmupMemoryBudget(),
                d.warmupSingleSplitInitialAllocation(),
                d.useMetastoreReadReplica(),
                d.lambda());
    }
}
