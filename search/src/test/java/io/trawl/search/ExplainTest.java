package io.trawl.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.DataSize;
import io.trawl.common.RequestContext;
import io.trawl.common.RequestProfile;
import io.trawl.common.TimeSource;
import io.trawl.metastore.IndexMetadata;
import io.trawl.query.AggregationParser;
import io.trawl.search.leaf.WaveWorth;
import io.trawl.split.FetchCost;
import io.trawl.storage.LatencyStorage;
import io.trawl.storage.RequestLedger;
import io.trawl.storage.StorageLatency;
import io.trawl.testkit.TestSeed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.ObjectMapper;

/// What an explanation promises, held against what the search then does.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExplainTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long START = 1_767_225_600L;
    private static final int SPLITS = 3;
    private static final int DOCS = 12_000;
    /// So small that patterns and rare terms take two waves on splits of this size.
    private static final WaveWorth LITTLE = new WaveWorth(DataSize.ofKibibytes(100), DataSize.ofKibibytes(90));

    /// An index of one split: no other can spare it anything.
    private static final String ALONE = "alone";

    private static final String MAPPING = """
            {"mode": "dynamic", "timestamp_field": "ts", "tag_fields": ["tenant"], "field_mappings": [
              {"name": "ts", "type": "datetime", "fast": true, "input_formats": ["unix_timestamp"]},
              {"name": "tenant", "type": "text", "tokenizer": "raw"},
              {"name": "body", "type": "text", "record": "position"},
              {"name": "trace", "type": "text", "tokenizer": "raw"},
              {"name": "host", "type": "text", "tokenizer": "raw", "fast": true},
              {"name": "latency", "type": "i64", "fast": true},
              {"name": "slow", "type": "u64", "fast": false}
            ]}""";

    @TempDir
    private static Path folder;

    private TestSearch search;
    private int nodes;

    @BeforeAll
    void makeSplits() {
        search = new TestSearch(folder.resolve("warm"));
        IndexMetadata index = search.createIndex("logs", MAPPING, "body");
        Random random = new Random(11);
        for (int split = 0; split < SPLITS; split++) {
            search.addSplit(index, docs(split, random));
        }
        search.addSplit(search.createIndex(ALONE, MAPPING, "body"), docs(0, random));
    }

    private static List<String> docs(int split, Random random) {
        String[] words = {"alpha", "beta", "gamma", "alpine", "delta"};
        List<String> docs = new ArrayList<>();
        for (int i = 0; i < DOCS; i++) {
            StringBuilder body = new StringBuilder();
            for (int w = 0; w < 5; w++) {
                body.append(words[random.nextInt(words.length)]).append(' ');
            }
            body.append(Long.toHexString(random.nextLong()));
            docs.add("""
                    {"ts": %d, "tenant": "t%d", "body": "%s", "trace": "trace-%d-%05d", "host": "web-%d",
                     "latency": %d, "slow": %d, "key": "value%d"}""".replace("\n", "").formatted(
                    START + split * 1000L + i / 20,
                    split,
                    body,
                    split,
                    i,
                    random.nextInt(50),
                    random.nextInt(1000),
                    random.nextInt(1000),
                    random.nextInt(500)));
        }
        return docs;
    }

    @AfterAll
    void close() {
        search.close();
    }

    private TestSearch coldNode(Random random) {
        return search.coldNode(folder.resolve("node" + nodes++), random.nextBoolean() ? WaveWorth.DEFAULT : LITTLE);
    }

    @Test
    void promisesHoldOverRandomSearches() {
        promisesHold(TestSeed.next("ExplainTest"), 50);
    }

    @Test
    @Tag("long")
    void promisesHoldOverAThousandRandomSearches() {
        promisesHold(TestSeed.next("ExplainTest.long"), 1_000);
    }

    private void promisesHold(TestSeed seed, int searches) {
        Random random = seed.random(1);
        for (int i = 0; i < searches; i++) {
            SearchRequest request = randomSearch("logs", random);
            SearchRequest alone = randomSearch(ALONE, random);
            boolean warm = random.nextInt(3) == 0;
            try (TestSearch node = coldNode(random)) {
                if (warm) {
                    node.search(randomSearch("*", random));
                }
                assertBoundHolds(node, request);
            }
            try (TestSearch node = coldNode(random)) {
                if (warm) {
                    node.search(randomSearch("*", random));
                }
                assertDictionaryIsNear(node, alone);
            }
        }
    }

    /// Reads footers alone, and bounds the whole search, its documents included.
    private void assertBoundHolds(TestSearch node, SearchRequest request) {
        search.storage().ledger().reset();
        SearchExplanation explained = node.explain(request, ExplainDepth.FOOTERS);
        RequestLedger.Snapshot reads = search.storage().ledger().snapshot();
        Set<Optional<io.trawl.common.ByteRange>> footers = search.splits().stream()
                .map(split -> Optional.of(split.metadata().footerOffsets()))
                .collect(Collectors.toSet());
        assertThat(reads.entries()).allSatisfy(read -> assertThat(footers).contains(read.range()));
        assertThat(explained.splits().size() + explained.pruned().size() + explained.countedByMetadata())
                .isEqualTo(SPLITS);

        SearchResponse response = node.search(request);

        FetchCost bound = explained.atMost();
        assertThat(response.cost().storageRequests())
                .as("requests of %s", request)
                .isLessThanOrEqualTo(bound.requests());
        assertThat(response.cost().storageBytes()).as("bytes of %s", request).isLessThanOrEqualTo(bound.bytes());
        assertThat(response.cost().misses()).as("misses of %s", request).isZero();
        assertThat(response.splits().prunedByTime() + response.splits().prunedByTags())
                .isEqualTo(explained.pruned().size());
    }

    /// Once the dictionary is known, so is what the waves take.
    private void assertDictionaryIsNear(TestSearch node, SearchRequest request) {
        SearchExplanation explained = node.explain(request, ExplainDepth.DICTIONARY);
        RequestContext context =
                RequestContext.interactive("profiled", Duration.ofSeconds(60)).profiled();
        node.search(request, context);

        for (SplitExplanation split : explained.splits()) {
            List<RequestProfile.Entry> phases = context.profile().orElseThrow().entries().stream()
                    .filter(entry -> entry.subject().equals(split.splitId()))
                    .toList();
            boolean wasComputed =
                    phases.stream().anyMatch(entry -> entry.phase().equals("compute"));
            assertThat(wasComputed).as("%s", request).isEqualTo(split.outcome() == SplitExplanation.Outcome.SEARCH);
            for (SplitExplanation.Wave wave : split.waves()) {
                List<RequestProfile.Entry> found = phases.stream()
                        .filter(entry -> entry.phase().equals(wave.phase()))
                        .toList();
                assertThat(found).as("%s of %s", wave, request).hasSize(1);
                assertNear(wave.cost().requests(), found.getFirst().counters().storageRequests(), wave, request);
                assertNear(wave.cost().bytes(), found.getFirst().counters().storageBytes(), wave, request);
            }
        }
    }

    private static void assertNear(long foretold, long measured, SplitExplanation.Wave wave, SearchRequest request) {
        assertThat((double) foretold)
                .as("%s of %s", wave, request)
                .isBetween(measured * 0.8 - 0.5, measured * 1.2 + 0.5);
    }

    /// On a storage twice as far as the one that is assumed at first: a few searches teach the node.
    @Test
    @Tag("long")
    void timesItEstimatesAreNear() {
        Random random = TestSeed.next("ExplainTest.times").random(1);
        StorageLatency far = new StorageLatency(Duration.ofMillis(60), Duration.ofMillis(60), 90_000_000, 64);
        List<Double> ratios = new ArrayList<>();
        while (ratios.size() < 25) {
            try (TestSearch node = search.coldNode(
                    folder.resolve("node" + nodes++), storage -> new LatencyStorage(storage, far, TimeSource.SYSTEM))) {
                for (int i = 0; i < 4; i++) {
                    node.search(randomSearch("logs", random));
                }
                SearchRequest request = randomSearch(ALONE, random);
                SearchExplanation explained = node.explain(request, ExplainDepth.DICTIONARY);
                RequestContext context = RequestContext.interactive("profiled", Duration.ofSeconds(60))
                        .profiled();
                node.search(request, context);
                long measured = context.profile().orElseThrow().entries().stream()
                        .filter(entry -> entry.phase().endsWith("_wave"))
                        .mapToLong(RequestProfile.Entry::nanos)
                        .sum();
                if (explained.estimate().requests() > 0) {
                    ratios.add(explained.estimatedMicros() * 1_000.0 / measured);
                }
            }
        }
        ratios.sort(null);

        assertThat(ratios.get(ratios.size() / 2)).as("%s", ratios).isBetween(0.8, 1.2);
        assertThat(ratios.get(3)).as("%s", ratios).isGreaterThan(0.6);
        assertThat(ratios.get(ratios.size() - 4)).as("%s", ratios).isLessThan(1.4);
    }

    private static SearchRequest randomSearch(String index, Random random) {
        SearchRequest.Builder request = SearchRequest.builder(List.of(index), randomQuery(random, 2))
                .maxHits(random.nextInt(4) == 0 ? 0 : random.nextInt(40))
                .startOffset(random.nextInt(5) == 0 ? random.nextInt(30) : 0);
        if (random.nextInt(3) == 0) {
            request.startTimestamp(START + random.nextInt(2000));
        }
        if (random.nextInt(3) == 0) {
            request.endTimestamp(START + 500 + random.nextInt(3000));
        }
        String[] sorts = {"", "ts", "-ts", "latency", "-host", "_score", "_doc"};
        request.sortBy(sorts[random.nextInt(sorts.length)]);
        if (random.nextInt(3) == 0) {
            String[] aggs = {
                "{'a': {'terms': {'field': 'host'}}}",
                "{'a': {'date_histogram': {'field': 'ts', 'fixed_interval': '1m'},"
                        + " 'aggs': {'b': {'avg': {'field': 'latency'}}}}}",
                "{'a': {'stats': {'field': 'latency'}}}",
                "{'a': {'terms': {'field': 'key'}}}"
            };
            request.aggregations(
                    AggregationParser.parse(JSON.readTree(aggs[random.nextInt(aggs.length)].replace('\'', '"'))));
        }
        return request.build();
    }

    private static String randomQuery(Random random, int depth) {
        if (depth > 0 && random.nextInt(2) == 0) {
            String left = randomQuery(random, depth - 1);
            String right = randomQuery(random, depth - 1);
            return switch (random.nextInt(4)) {
                case 0 -> "(" + left + ") OR (" + right + ")";
                case 1 -> "(" + left + ") AND NOT (" + right + ")";
                default -> "(" + left + ") AND (" + right + ")";
            };
        }
        int split = random.nextInt(SPLITS);
        String trace = "trace-%d-%05d".formatted(split, random.nextInt(DOCS + DOCS / 3));
        return switch (random.nextInt(18)) {
            case 0 -> "*";
            case 1 -> "alpha";
            case 2 -> "trace:" + trace;
            case 3 -> "\"alpha beta\"";
            case 4 -> "\"alpha beta\"~3";
            case 5 -> "\"alpha be\"*";
            case 6 -> "alp*";
            case 7 -> Integer.toHexString(random.nextInt(4096)) + "*";
            case 8 -> "body:*" + Integer.toHexString(random.nextInt(4096)) + "*";
            case 9 -> "body:/[a-f]" + Integer.toHexString(random.nextInt(256)) + ".*/";
            case 10 -> "trace:trace-" + split + "-0" + random.nextInt(10) + "*";
            case 11 -> "trace: IN [" + trace + " trace-9-1 trace-1-00077]";
            case 12 -> "slow:[" + random.nextInt(500) + " TO " + (500 + random.nextInt(500)) + "]";
            case 13 -> "latency:>" + random.nextInt(1000);
            case 14 -> "host:web-" + random.nextInt(60);
            case 15 -> "tenant:t" + random.nextInt(4);
            case 16 -> "key:value" + random.nextInt(600);
            default -> "latency:* AND body:*";
        };
    }
}
