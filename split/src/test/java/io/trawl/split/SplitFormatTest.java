package io.trawl.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import io.trawl.storage.MemoryStorage;
import io.trawl.storage.Payload;
import io.trawl.storage.StorageKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A split that version 1 wrote is read by all later versions. The file is kept, and never made anew.
class SplitFormatTest {
    private static final StorageKey KEY = StorageKey.of("v1.split");
    private static final RequestContext CONTEXT = RequestContext.background("format");

    @TempDir
    Path folder;

    @Test
    void readsASplitOfVersionOne() throws IOException {
        MemoryStorage storage = new MemoryStorage();
        try (InputStream in = Objects.requireNonNull(SplitFormatTest.class.getResourceAsStream("/split/v1.split"))) {
            storage.put(KEY, Payload.ofBytes(in.readAllBytes()), CONTEXT);
        }
        ByteRange tail = SplitOpener.locateTail(storage, KEY, CONTEXT);
        assertThat(tail.start()).isPositive();
        try (SplitCache cache = StoredSplit.cache(folder);
                SplitReader reader = new SplitOpener(cache).open(storage, KEY, tail, CONTEXT)) {
            assertThat(reader.identity().metadata())
                    .isEqualTo(SampleIndex.metadata("01JZSPLIT00000000000000000", 2_000)
                            .withFooterOffsets(tail));
            assertThat(reader.codecName()).isEqualTo("Trawl1");
            reader.fetch(
                    reader.ranges().term("body", new BytesRef("event"), true).orElseThrow(), CONTEXT);
            int found = new IndexSearcher(reader.leafReader()).count(new TermQuery(new Term("body", "event")));
            assertThat(found).isEqualTo(2_000);
            reader.fetch(reader.ranges().storedDocs(new int[] {0, 1_999}), CONTEXT);
            assertThat(reader.leafReader().storedFields().document(1_999).getFields())
                    .isNotEmpty();
            assertThat(reader.misses()).isZero();
            assertThat(SplitInspector.open(storage, KEY, CONTEXT).describe(true).damages())
                    .isEqualTo(List.of());
        }
    }

    @Test
    void keepsTheNumberOfPagesBounded() {
        assertThat(SplitFormat.pageSize(1)).isEqualTo(16 << 10);
        assertThat(SplitFormat.pageSize(1L << 30)).isEqualTo(16 << 10);
        assertThat(SplitFormat.pageSize((1L << 30) + 1)).isEqualTo(32 << 10);
        assertThat(SplitFormat.pageSize(100L << 30)).isEqualTo(2 << 20);
    }
}
