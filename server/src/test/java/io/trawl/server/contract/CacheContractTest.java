package io.trawl.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.server.RunningNode.Answer;
import io.trawl.server.contract.FarStorage.Node;
import io.trawl.testkit.Proves;
import io.trawl.testkit.s3.FirstByteLatency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// What a searcher keeps of splits that lie elsewhere, and how much of it.
class CacheContractTest {
    private static final List<String> SMALL = List.of("one", "two", "three");
    private static final int ALL_SPLITS = FarStorage.SPLITS + SMALL.size();
    private static final String NO_ANSWERS = "  partial_request_cache_capacity: 0\n";
    private static final String NO_MATCHES = "  predicate_cache_capacity: 0\n";

    @TempDir
    private static Path folder;

    private static FarStorage storage;

    @BeforeAll
    static void fill() throws IOException {
        storage = new FarStorage(folder);
        try (Node writer = storage.writer("filler")) {
            storage.fillFar(writer);
            for (String index : SMALL) {
                writer.post(
                        "/api/v1/indexes",
                        "{\"version\": \"0.9\", \"index_id\": \"" + index + "\", \"doc_mapping\": {}}");
                writer.post("/api/v1/" + index + "/ingest?commit=force", "{\"n\": 1}\n{\"n\": 2}\n");
            }
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
    @Proves({"NOD-53", "CCH-01"})
    void theTailsOfAsManySplitsStayOpenAsThereIsRoomFor() throws IOException {
        String yaml = "searcher:\n  split_footer_cache_capacity: 150K\n" + NO_ANSWERS + NO_MATCHES;
        try (Node node = storage.searcher("tails", yaml).withTails(ALL_SPLITS)) {
            storage.server().ledger().clear();
            assertThat(node.cache("capacity_num_bytes", "splitfooter")).isEqualTo(150_000);
            assertThat(opened(node, "one", "two", "one")).isEqualTo(2);
            assertThat(node.cache("in_cache_count", "splitfooter")).isEqualTo(2);

            // Of two, the one that was not used for longest leaves.
            assertThat(opened(node, "three")).isEqualTo(1);
            assertThat(opened(node, "one")).isZero();
            assertThat(opened(node, "two")).isEqualTo(1);

            assertThat(node.cache("in_cache_num_bytes", "splitfooter")).isLessThanOrEqualTo(150_000);
            assertThat(node.cache("cache_evict_total", "splitfooter")).isEqualTo(2);
            assertThat(storage.splitReads()).isEmpty();
        }
    }

    /// Searches the indexes, one after the other.
    ///
    /// @return how many splits were opened for it
    private static double opened(Node node, String... indexes) {
        double before = node.cache("cache_misses_total", "splitfooter");
        for (String index : indexes) {
            Answer answer = node.ask("/api/v1/" + index + "/search?query=n%3A1&max_hits=0");
            assertThat(answer.json().path("num_hits").intValue()).isEqualTo(1);
        }
        return node.cache("cache_misses_total", "splitfooter") - before;
    }

    @Test
    @Proves({"NOD-52", "CCH-02"})
    void columnsThatWereReadAreNotReadAgain() throws IOException {
        String yaml = "searcher:\n  fast_field_cache_capacity: 20G\n" + NO_ANSWERS + NO_MATCHES;
        try (Node node = storage.searcher("columns", yaml).withTails(ALL_SPLITS)) {
            assertThat(node.cache("capacity_num_bytes", "searcher_split")).isEqualTo(20e9);
            storage.server().ledger().clear();
            String column = "{\"query\": \"*\", \"max_hits\": 0, \"aggs\": {\"a\": {\"%s\": {\"field\": \"vals\"}}}}";

            long columnBytes = (long) FarStorage.SPLITS * FarStorage.COLUMN_BYTES;

            node.post("/api/v1/far/search", column.formatted("max"));
            long read = storage.splitReads().stream()
                    .mapToLong(each -> each.bytesOut())
                    .sum();
            assertThat(read).isGreaterThan(columnBytes);
            storage.server().ledger().clear();
            Answer again = node.post("/api/v1/far/search", column.formatted("avg"));

            assertThat(requests(again)).isZero();
            assertThat(storage.splitReads()).isEmpty();
            assertThat(node.cache("cache_hits_bytes_total", "searcher_split")).isGreaterThanOrEqualTo(columnBytes);
        }
        try (Node node = storage.searcher("default", "")) {
            assertThat(node.cache("capacity_num_bytes", "searcher_split")).isEqualTo(10L << 30);
        }
    }

    @Test
    @Proves({"NOD-55", "CCH-04"})
    void matchesThatAreKnownAreNotLookedUpAgain() throws IOException {
        // Nothing stays on disk, so what is not remembered is read.
        String disk = "  split_cache: {max_num_bytes: 1}\n";
        try (Node node = storage.searcher("matches", "searcher:\n" + disk + NO_ANSWERS)) {
            assertThat(requests(counted(node))).isPositive();
            assertThat(requests(counted(node))).isPositive();

            assertThat(requests(counted(node))).isZero();

            assertThat(node.cache("cache_hits_total", "predicate")).isEqualTo(FarStorage.SPLITS);
            // The column is read, the query's lists are not.
            String column = "{\"query\": \"host:web-1\", \"max_hits\": 0,"
                    + " \"aggs\": {\"a\": {\"max\": {\"field\": \"vals\"}}}}";
            node.post("/api/v1/far/search", column);
            assertThat(node.cache("cache_hits_total", "predicate")).isEqualTo(2 * FarStorage.SPLITS);
        }
        try (Node node = storage.searcher("no-matches", "searcher:\n" + disk + NO_ANSWERS + NO_MATCHES)) {
            for (int i = 0; i < 3; i++) {
                assertThat(requests(counted(node))).isPositive();
            }
            assertThat(node.cache("cache_hits_total", "predicate")).isZero();
        }
    }

    private static Answer counted(Node node) {
        Answer answer = node.ask("/api/v1/far/search?query=host%3Aweb-1&max_hits=0");
        assertThat(answer.json().path("num_hits").intValue()).isEqualTo(FarStorage.SPLITS * 60);
        return answer;
    }

    @Test
    @Proves("NOD-60")
    void theSplitCacheKeepsNoMoreThanTheConfigSays() throws IOException {
        String few = "searcher:\n  split_cache: {max_num_bytes: 1G, max_num_splits: 2, num_concurrent_downloads: 1}\n";
        try (Node node = storage.searcher("few", few + NO_ANSWERS + NO_MATCHES)) {
            counted(node);

            assertThat(node.cache("in_cache_count", "searcher_split")).isEqualTo(2);
            assertThat(node.cache("cache_evict_total", "searcher_split")).isPositive();
            assertThat(requests(counted(node))).isPositive();
        }
        assertThat(files("few")).isEqualTo(2);
        storage.server().ledger().clear();
        storage.server().faults().latency(FirstByteLatency.fixed(Duration.ofMillis(50)));
        String one = "searcher:\n  split_cache: {max_num_bytes: 1G, num_concurrent_downloads: 1}\n";
        try (Node node = storage.searcher("one-by-one", one).withTails(ALL_SPLITS)) {
            assertThat(storage.splitReads()).hasSize(ALL_SPLITS);
            assertThat(storage.splitsReadAtOnce()).isEqualTo(1);
            assertThat(node.cache("capacity_num_bytes", "searcher_split")).isEqualTo(1e9);
        }
        storage.server().ledger().clear();
        String more = "searcher:\n  split_cache: {max_num_bytes: 1G, num_concurrent_downloads: 3}\n";
        try (Node node = storage.searcher("side-by-side", more).withTails(ALL_SPLITS)) {
            assertThat(storage.splitsReadAtOnce()).isBetween(2, 3);
            storage.server().faults().clear();
            counted(node);
            assertThat(requests(counted(node))).isZero();
            assertThat(node.cache("in_cache_count", "searcher_split")).isEqualTo(ALL_SPLITS);
        }
        assertThat(files("side-by-side")).isEqualTo(ALL_SPLITS);
    }

    /// In the split cache's folder of a node that has ended.
    private static long files(String node) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(node).resolve("cache/searcher-split-cache"))) {
            return files.count();
        }
    }

    private static int requests(Answer answer) {
        return JsonMapper.shared()
                .readTree(answer.header("X-Trawl-Cost"))
                .path("storage_requests")
                .intValue();
    }
}
