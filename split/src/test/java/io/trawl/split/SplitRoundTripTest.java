package io.trawl.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.RequestContext;
import io.trawl.testkit.TestSeed;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitRoundTripTest {
    private static final int DOCS = 6_000;

    @TempDir
    static Path folder;

    private static Random random;
    private static StoredSplit stored;

    @BeforeAll
    static void packs() throws Exception {
        random = TestSeed.next("SplitRoundTripTest").random();
        stored = StoredSplit.create(DOCS, random, folder);
    }

    @Test
    void opensWithOneRead() throws Exception {
        RequestContext context = RequestContext.background("open");
        try (SplitCache cache = StoredSplit.cache(folder);
                SplitReader reader = stored.open(cache, context)) {
            assertThat(reader.leafReader().maxDoc()).isEqualTo(DOCS);
            assertThat(context.counters().storageRequests()).isEqualTo(1);
            assertThat(reader.misses()).isZero();
        }
    }

    @Test
    void readsTheSameAsTheIndexItWasMadeFromWhenNothingIsResident() throws Exception {
        try (SplitCache cache = StoredSplit.cache(folder);
                SplitReader reader = stored.open(cache, RequestContext.background("open"));
                DirectoryReader expected = DirectoryReader.open(stored.index())) {
            IndexEquality.check(reader.leafReader(), leaf(expected));
            assertThat(reader.misses()).isPositive();
        }
    }

    @Test
    void readsTheSameWhenAllIsResident() throws Exception {
        try (SplitCache cache = StoredSplit.cache(folder);
                SplitReader reader = stored.open(cache, RequestContext.background("open"));
                DirectoryReader expected = DirectoryReader.open(stored.index())) {
            reader.fetch(List.of(reader.dataRange()), RequestContext.background("fetch"));
            IndexEquality.check(reader.leafReader(), leaf(expected));
            assertThat(reader.misses()).isZero();
        }
    }

    private static LeafReader leaf(DirectoryReader reader) {
        return reader.leaves().getFirst().reader();
    }
}
