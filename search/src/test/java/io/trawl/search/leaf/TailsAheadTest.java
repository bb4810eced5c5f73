package io.trawl.search.leaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.cluster.Cluster;
import io.trawl.cluster.ClusterMember;
import io.trawl.cluster.HostPort;
import io.trawl.common.ByteRange;
import io.trawl.common.DataSize;
import io.trawl.common.RequestContext;
import io.trawl.config.ServiceName;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.Split;
import io.trawl.search.SearchRequest;
import io.trawl.search.SearchResponse;
import io.trawl.search.TestSearch;
import io.trawl.storage.Payload;
import io.trawl.storage.RequestLedger;
import io.trawl.storage.StorageKey;
import io.trawl.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailsAheadTest {
    private static final String MAPPING = """
            {"mode": "strict", "field_mappings": [
              {"name": "n", "type": "u64", "fast": true}, {"name": "body", "type": "text"}]}""";
    private static final int SPLITS = 12;
    private static final int DOCS = 2_000;
    private static final TailsAhead.Limits LIMITS = new TailsAhead.Limits(3, DataSize.ofGibibytes(1), 1_000);

    @TempDir
    private Path folder;

    private TestSearch published;
    private IndexMetadata index;

    @BeforeEach
    void publish() {
        published = new TestSearch(folder.resolve("published"));
        index = published.createIndex("logs", MAPPING, "body");
        for (int split = 0; split < SPLITS; split++) {
            addSplit();
        }
    }

    private void addSplit() {
        List<String> docs = new ArrayList<>();
        for (int doc = 0; doc < DOCS; doc++) {
            docs.add("{\"n\": %d, \"body\": \"word%d common\"}".formatted(doc, doc % 500));
        }
        published.addSplit(index, docs);
    }

    @AfterEach
    void close() {
        published.close();
    }

    private static ClusterMember member(String id) {
        HostPort nowhere = new HostPort("127.0.0.1", 1);
        return new ClusterMember(
                id, 1, Set.of(ServiceName.SEARCHER), nowhere, nowhere, nowhere, Optional.empty(), 0, true);
    }

    /// Nodes that do not change.
    private record FixedCluster(ClusterMember self, List<ClusterMember> members) implements Cluster {
        static FixedCluster of(String self, String... others) {
            List<ClusterMember> members = new ArrayList<>(List.of(member(self)));
            for (String other : others) {
                members.add(member(other));
            }
            return new FixedCluster(members.getFirst(), members);
        }

        @Override
        public String clusterId() {
            return "test";
        }

        @Override
        public Registration onChange(Consumer<List<ClusterMember>> listener) {
            listener.accept(members);
            return () -> {};
        }
    }

    private static void finish(TailsAhead tails) {
        Eventually.isTrue("the tails are here", Duration.ofSeconds(20), () -> tails.waiting() == 0);
    }

    private Set<String> keysRead() {
        Set<String> keys = new HashSet<>();
        for (RequestLedger.Entry entry : published.storage().ledger().snapshot().entries()) {
            keys.add(entry.key());
        }
        return keys;
    }

    @Test
    void aColdSearchStartsWithItsWave() {
        try (TestSearch node = published.coldNode(folder.resolve("node"));
                TailsAhead tails = new TailsAhead(node.access(), FixedCluster.of("a"), LIMITS)) {
            tails.start();
            tails.changed(node.view());
            finish(tails);
            assertThat(tails.fetchedTails()).isEqualTo(SPLITS);
            RequestLedger.Snapshot ahead = published.storage().ledger().reset();
            assertThat(ahead.requests()).isEqualTo(SPLITS);
            assertThat(tails.fetchedBytes()).isEqualTo(ahead.bytesRead());

            SearchResponse response = node.search(SearchRequest.builder(List.of("logs"), "word7 AND common")
                    .maxHits(5)
                    .build());

            assertThat(response.numHits()).isEqualTo(SPLITS * DOCS / 500);
            Set<ByteRange> footers = new HashSet<>();
            published.splits().forEach(split -> footers.add(split.metadata().footerOffsets()));
            assertThat(published.storage().ledger().snapshot().entries())
                    .noneMatch(entry -> footers.contains(entry.range().orElseThrow()));
            // One wave a split for the terms, and one for the documents of each of the two splits with hits.
            assertThat(response.cost().waves()).isLessThanOrEqualTo(SPLITS + 2);
            assertThat(response.cost().misses()).isZero();
        }
    }

    @Test
    void afterAPublishOnlyTheNewSplitIsFetched() {
        try (TestSearch node = published.coldNode(folder.resolve("node"));
                TailsAhead tails = new TailsAhead(node.access(), FixedCluster.of("a"), LIMITS)) {
            tails.changed(node.view());
            finish(tails);
            addSplit();

            tails.changed(node.view());
            finish(tails);

            assertThat(published.storage().ledger().snapshot().requests()).isEqualTo(1);
            assertThat(tails.fetchedTails()).isEqualTo(SPLITS + 1);
        }
    }

    @Test
    void eachNodeFetchesWhatItOwns() {
        Set<String> all = new HashSet<>();
        long reads = 0;
        for (String self : List.of("a", "b", "c")) {
            List<String> others = new ArrayList<>(List.of("a", "b", "c"));
            others.remove(self);
            Cluster cluster = FixedCluster.of(self, others.toArray(String[]::new));
            try (TestSearch node = published.coldNode(folder.resolve(self));
                    TailsAhead tails = new TailsAhead(node.access(), cluster, LIMITS)) {
                tails.changed(node.view());
                finish(tails);
                all.addAll(keysRead());
                reads += published.storage().ledger().reset().requests();
            }
        }

        assertThat(reads).isEqualTo(SPLITS);
        assertThat(all).hasSize(SPLITS);
    }

    @Test
    void theNewestGoFirstAndNoMoreThanMay() {
        List<Split> splits = published.splits();
        long two = splits.get(SPLITS - 1).metadata().footerOffsets().length()
                + splits.get(SPLITS - 2).metadata().footerOffsets().length();
        TailsAhead.Limits limits = new TailsAhead.Limits(1, DataSize.ofBytes(two + 10), 1_000);
        try (TestSearch node = published.coldNode(folder.resolve("node"));
                TailsAhead tails = new TailsAhead(node.access(), FixedCluster.of("a"), limits)) {
            tails.changed(node.view());
            finish(tails);

            assertThat(keysRead())
                    .containsExactlyInAnyOrder(
                            splits.get(SPLITS - 1).metadata().fileName(),
                            splits.get(SPLITS - 2).metadata().fileName());
        }
    }

    @Test
    void whatFailsIsTriedAgainAfterTheNextChange() {
        RequestContext context = RequestContext.background("test");
        StorageKey key = new StorageKey(published.splits().get(3).metadata().fileName());
        byte[] bytes = published.storage().readAll(key, context);
        published.storage().delete(key, context);
        try (TestSearch node = published.coldNode(folder.resolve("node"));
                TailsAhead tails = new TailsAhead(node.access(), FixedCluster.of("a"), LIMITS)) {
            tails.changed(node.view());
            finish(tails);
            assertThat(tails.failures()).isEqualTo(1);
            assertThat(tails.fetchedTails()).isEqualTo(SPLITS - 1);
            published.storage().put(key, Payload.ofBytes(bytes), context);

            tails.changed(node.view());
            finish(tails);

            assertThat(tails.fetchedTails()).isEqualTo(SPLITS);
        }
    }
}
