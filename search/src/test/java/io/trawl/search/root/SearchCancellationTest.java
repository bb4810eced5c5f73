package io.trawl.search.root;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.trawl.testkit.TestSeed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        Random random = TestSeed.next("SearchCancellationTest").random();
        try (TestSearch published = new TestSearch(folder.resolve("published"))) {
            publish(published);
            StorageLatency near = new StorageLatency(Duration.ofMillis(1), Duration.ZERO, 1_000_000_000, 64);
            for (int round = 0; round < 5; round++) {
                try (TestSearch node = published.coldNode(
                                folder.resolve("node" + round),
                                storage -> new LatencyStorage(storage, near, TimeSource.SYSTEM));
                        ExecutorService clients = Threads.virtual("clients")) {
                    searchAndCancel(node, clients, random);

                    assertThat(node.warmup().used()).isZero();
                    assertThat(node.search(request()).numHits()).isEqualTo(SPLITS * DOCS);
                }
            }
        }
    }

    private static void publish(TestSearch search) {
        IndexMetadata index = search.createIndex("logs", MAPPING, "body");
        for (int split = 0; split < SPLITS; split++) {
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
