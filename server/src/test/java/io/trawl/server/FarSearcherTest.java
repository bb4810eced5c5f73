package io.trawl.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.TimeSource;
import io.trawl.testkit.Eventually;
import io.trawl.testkit.Proves;
import io.trawl.testkit.TestSeed;
import io.trawl.testkit.s3.FirstByteLatency;
import io.trawl.testkit.s3.S3TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A searcher far from its splits: what it keeps of them, and what it does for a client that is gone.
class FarSearcherTest {
    private static final int SPLITS = 4;

    @TempDir
    private static Path folder;

    private static S3TestServer bucket;

    private static Map<String, String> environment(String services) {
        return new HashMap<>(Map.of(
                "TRAWL_METASTORE_URI",
                "s3://logs/metastore#polling_interval=1s",
                "TRAWL_DEFAULT_INDEX_ROOT_URI",
                "s3://logs/indexes",
                "TRAWL_S3_ENDPOINT",
                bucket.endpoint().toString(),
                "TRAWL_S3_FORCE_PATH_STYLE_ACCESS",
                "true",
                "TRAWL_ENABLED_SERVICES",
                services,
                "AWS_REGION",
                "us-east-1",
                "AWS_ACCESS_KEY_ID",
                S3TestServer.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY",
                S3TestServer.SECRET_KEY));
    }

    @BeforeAll
    static void fillBucket() throws IOException {
        bucket = S3TestServer.start(TestSeed.next("FarSearcherTest").value()).createBucket("logs");
        try (RunningNode node = RunningNode.start(
                Files.createDirectories(folder.resolve("indexer")), environment("indexer,metastore"))) {
            node.post("/api/v1/indexes", """
                    {"version": "0.9", "index_id": "far", "doc_mapping": {"field_mappings": [
                      {"name": "pad", "type": "text", "indexed": false}]}}""");
            Random random = TestSeed.next("padding").random();
            for (int split = 0; split < SPLITS; split++) {
                StringBuilder docs = new StringBuilder();
                for (int doc = 0; doc < 300; doc++) {
                    // What does not compress, so that documents do not fit into the tail.
                    byte[] pad = new byte[1_000];
                    random.nextBytes(pad);
                    docs.append("{\"n\": %d, \"host\": \"web-%d\", \"pad\": \"%s\"}\n"
                            .formatted(
                                    split * 300 + doc, doc % 5, HexFormat.of().formatHex(pad)));
                }
                assertThat(node.post("/api/v1/far/ingest?commit=force", docs.toString())
                                .status())
                        .isEqualTo(200);
            }
        }
    }

    @AfterAll
    static void closeBucket() {
        bucket.close();
    }

    private static RunningNode.Answer search(RunningNode node, String query) {
        RunningNode.Answer answer = node.get("/api/v1/far/search?max_hits=5&query=" + URLEncoder.encode(query, UTF_8));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer;
    }

    private static double metric(RunningNode node, String name) {
        return node.get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }

    private static long splitReads() {
        return bucket.ledger().entries().stream()
                .filter(entry -> entry.key().endsWith(".split"))
                .count();
    }

    private static void awaitTails(RunningNode node) {
        Eventually.isTrue(
                "the tails are here",
                Duration.ofSeconds(20),
                () -> metric(node, "trawl_search_tails_ahead_total") == SPLITS);
    }

    @Test
    @Proves({"CCH-03", "CCH-05"})
    void aRestartedSearcherReadsNothingOfWhatItHas() throws IOException {
        Path data = Files.createDirectories(folder.resolve("searcher"));
        Map<String, String> environment = environment("searcher,metastore");
        List<String> queries = List.of("host:web-1", "n:7", "*");
        RunningNode.Answer before;
        try (RunningNode node = RunningNode.start(data, environment)) {
            awaitTails(node);
            queries.forEach(query -> search(node, query));
            before = search(node, "host:web-1");
            assertThat(before.json().path("num_hits").intValue()).isEqualTo(SPLITS * 60);
            checkMetrics(node);
            node.kill();
        }
        bucket.ledger().clear();

        try (RunningNode node = RunningNode.start(data, environment)) {
            queries.forEach(query -> search(node, query));
            RunningNode.Answer after = search(node, "host:web-1");

            assertThat(after.json().path("hits")).isEqualTo(before.json().path("hits"));
            assertThat(splitReads()).isZero();
            assertThat(metric(node, "trawl_search_tails_ahead_total")).isZero();
        }
    }

    private static void checkMetrics(RunningNode node) {
        for (String cache : List.of("splitfooter", "searcher_split", "partial_request", "predicate")) {
            for (String name :
                    List.of("in_cache_count", "in_cache_num_bytes", "cache_misses_total", "cache_evict_total")) {
                metric(node, "trawl_cache_%s{component_name=\"%s\"}".formatted(name, cache));
            }
        }
        assertThat(metric(node, "trawl_cache_cache_hits_total{component_name=\"partial_request\"}"))
                .isEqualTo(SPLITS);
    }

    @Test
    @Proves({"NOD-54", "NOD-56", "CCH-07"})
    void aSearchEndsWhenItsClientHasGoneAndNothingIsRememberedIfNotWanted() throws IOException {
        Path config = Files.writeString(
                folder.resolve("off.yaml"),
                "version: 0.8\nsearcher: {partial_request_cache_capacity: 0, predicate_cache: {capacity: 0,"
                        + " policy: s3-fifo, virtual_caches: [{capacity: 10M, policy: tiny-lfu}]}}\n");
        Map<String, String> environment = environment("searcher,metastore");
        environment.put("TRAWL_CONFIG", config.toString());
        try (RunningNode node = RunningNode.start(Files.createDirectories(folder.resolve("off")), environment)) {
            awaitTails(node);
            long reads = splitReads();
            bucket.faults().latency(FirstByteLatency.fixed(Duration.ofSeconds(20)));
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
                client.getOutputStream()
                        .write("GET /api/v1/far/search?query=host:web-1 HTTP/1.1\r\nHost: here\r\n\r\n"
                                .getBytes(UTF_8));
                Eventually.isTrue(
                        "it waits for storage",
                        Duration.ofSeconds(10),
                        () -> metric(node, "trawl_cache_cache_misses_total{component_name=\"searcher_split\"}") > 0);
            }
            long left = TimeSource.SYSTEM.nanoTime();

            Eventually.isTrue(
                    "the search has ended",
                    Duration.ofSeconds(10),
                    () -> metric(node, "trawl_search_root_search_errors_total") == 1);

            assertThat(Duration.ofNanos(TimeSource.SYSTEM.nanoTime() - left)).isLessThan(Duration.ofSeconds(2));
            bucket.faults().clear();
            double searched = metric(node, "trawl_search_splits_searched_total");
            for (int i = 0; i < 3; i++) {
                assertThat(search(node, "host:web-1").json().path("num_hits").intValue())
                        .isEqualTo(SPLITS * 60);
            }
            assertThat(splitReads()).isGreaterThan(reads);
            assertThat(metric(node, "trawl_search_splits_searched_total") - searched)
                    .isEqualTo(3 * SPLITS);
            assertThat(metric(node, "trawl_cache_cache_hits_total{component_name=\"partial_request\"}"))
                    .isZero();
            assertThat(metric(
                            node,
                            "trawl_cache_virtual_cache_hits_total"
                                    + "{capacity=\"10000000\",component_name=\"predicate\",policy=\"tiny-lfu\"}"))
                    .isPositive();
        }
    }
}
