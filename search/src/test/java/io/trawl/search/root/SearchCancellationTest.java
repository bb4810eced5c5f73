package io.trawl.search.root;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.metastore.IndexMetadata;
import io.trawl.search.SearchRequest;
import io.trawl.search.TestSearch;
import io.trawl.storage.LatencyStorage;
import io.trawl.storage.StorageLatency;
import io.trawl.testkit.Eventually;
import io.trawl.testkit.TestSeed;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Searches that are cancelled at any moment end with that reason, and leave nothing behind.
class SearchCancellationTest {
    private static final String MAPPING = """
            {"mode": "strict", "field_mappings": [
              {"name": "body", "type": "text"}, {"name": "n", "type": "u64", "fast": true}]}""";
    private static final int SPLITS = 6;
    private static final int DOCS = 50;

    @TempDir
    private Path folder;

    @Test
    void cancelledSearchesLeakNothing() throws Exception {
        cancelInRounds(20);
    }

    @Test
    @Tag("long")
    void aHundredThousandCancelledSearchesLeakNothing() throws Exception {
        cancelInRounds(1_000);
    }

    private void cancelInRounds(int rounds) throws Exception {
        Random random = TestSeed.next("SearchCancellationTest").random();
        try (TestSearch published = new TestSearch(folder.resolve("published"))) {
            publish(published);
            StorageLatency near = new StorageLatency(Duration.ofMillis(1), Duration.ZERO, 1_000_000_000, 64);
            long files = 0;
            for (int round = 0; round < rounds; round++) {
                Path itsFolder = folder.resolve("node" + round);
                // Closing a node waits for its threads.
                try (TestSearch node = published.coldNode(
                                itsFolder, storage -> new LatencyStorage(storage, near, TimeSource.SYSTEM));
                        ExecutorService clients = Threads.virtual("clients")) {
                    searchAndCancel(node, clients, random);

                    assertThat(node.warmup().used()).isZero();
                    assertThat(node.search(request()).numHits()).isEqualTo(SPLITS * DOCS);
                    Eventually.isTrue("all permits are back", Duration.ofSeconds(10), () -> node.permits() == 100);
                }
                assertThat(itsFolder.resolve("cache")).isEmptyDirectory();
                if (round == 5) {
                    files = openFiles();
                }
            }
            assertThat(openFiles()).isLessThanOrEqualTo(files + 20);
        }
    }

    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, SPLITS})
    void aSearchThatWaitsForStorageEndsSoonAfterItsCancellation(int splits) throws Exception {
        StorageLatency far = new StorageLatency(Duration.ofSeconds(20), Duration.ZERO, 1_000_000_000, 64);
        try (TestSearch published = new TestSearch(folder.resolve("published"))) {
            publish(published, splits);
            try (TestSearch node = published.coldNode(
                            folder.resolve("node"), storage -> new LatencyStorage(storage, far, TimeSource.SYSTEM));
                    ExecutorService clients = Threads.virtual("clients")) {
                RequestContext context = RequestContext.interactive("client", Duration.ofSeconds(60));
                Future<Boolean> search = clients.submit(() -> answersOrWasCancelled(node, context));
                Eventually.isTrue(
                        "it waits for storage",
                        Duration.ofSeconds(10),
                        () -> node.permits() == 100 - splits && !search.isDone());
                long start = TimeSource.SYSTEM.nanoTime();

                context.cancel("the client went away");

                assertThat(search.get()).isTrue();
                assertThat(Duration.ofNanos(TimeSource.SYSTEM.nanoTime() - start))
                        .isLessThan(Duration.ofMillis(150));
                Eventually.isTrue("all permits are back", Duration.ofSeconds(1), () -> node.permits() == 100);
                assertThat(published.storage().ledger().snapshot().requests()).isZero();
            }
        }
    }

    private static void publish(TestSearch search) {
        publish(search, SPLITS);
    }

    private static void publish(TestSearch search, int splits) {
        IndexMetadata index = search.createIndex("logs", MAPPING, "body");
        for (int split = 0; split < splits; split++) {
            List<String> docs = new ArrayList<>();
            for (int doc = 0; doc < DOCS; doc++) {
                docs.add("{\"body\": \"word word%d\", \"n\": %d}".formatted(doc, split * DOCS + doc));
            }
            search.addSplit(index, docs);
        }
    }

    private static SearchRequest request() {
        return SearchRequest.builder(List.of("logs"), "word").sortBy("n").build();
    }

    private static void searchAndCancel(TestSearch node, ExecutorService clients, Random random) throws Exception {
        List<Future<Boolean>> searches = new ArrayList<>();
        List<RequestContext> contexts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            RequestContext context = RequestContext.interactive("client-" + i, Duration.ofSeconds(30));
            contexts.add(context);
            searches.add(clients.submit(() -> answersOrWasCancelled(node, context)));
        }
        for (RequestContext context : contexts) {
            if (random.nextInt(4) > 0) {
                TimeSource.SYSTEM.sleepMillis(random.nextInt(2));
                context.cancel("the client went away");
            }
        }
        for (Future<Boolean> search : searches) {
            assertThat(search.get()).isTrue();
        }
    }

    private static boolean answersOrWasCancelled(TestSearch node, RequestContext context) {
        try {
            return node.search(request(), context).numHits() == SPLITS * DOCS;
        } catch (TrawlException failure) {
            return failure.hasCode(ErrorCode.CANCELLED) && context.isCancelled();
        }
    }
}
