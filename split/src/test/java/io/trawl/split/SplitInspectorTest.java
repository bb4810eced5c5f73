package io.trawl.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.RequestContext;
import io.trawl.storage.MemoryStorage;
import io.trawl.storage.Payload;
import io.trawl.testkit.TestSeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitInspectorTest {
    private static final RequestContext CONTEXT = RequestContext.background("inspect");

    @TempDir
    static Path folder;

    private static StoredSplit stored;

    @BeforeAll
    static void packs() throws IOException {
        stored = StoredSplit.create(8_000, TestSeed.next("SplitInspectorTest").random(), folder);
    }

    @Test
    void describesFilesTailAndFields() {
        SplitDescription split =
                SplitInspector.open(stored.storage(), stored.key(), CONTEXT).describe(true);

        assertThat(split.damages()).isEmpty();
        assertThat(split.identity().metadata()).isEqualTo(stored.packaged().metadata());
        assertThat(split.codec()).isEqualTo(TrawlCodec.NAME);
        assertThat(split.files()).anyMatch(file -> file.name().endsWith(".fdt") && !file.isInTail());
        assertThat(split.files()).anyMatch(file -> file.name().endsWith(".tip") && file.isInTail());
        assertThat(split.fields()).anyMatch(field -> field.name().equals("level") && field.isDictionaryInTail());
        assertThat(split.fields()).anyMatch(field -> field.name().equals("trace") && !field.isDictionaryInTail());
        assertThat(split.appendix()).isPositive();
        assertThat(split.tailParts().stream()
                        .mapToLong(SplitDescription.Part::bytes)
                        .sum())
                .isEqualTo(split.tail().length());
        assertThat(split.directoryParts()).allMatch(part -> part.bytes() > 0);
    }

    @Test
    void extractsAnIndexThatLuceneFindsSound() throws IOException {
        Path target = folder.resolve("extracted");

        SplitInspector.open(stored.storage(), stored.key(), CONTEXT).extract(target);

        try (FSDirectory extracted = FSDirectory.open(target);
                DirectoryReader actual = DirectoryReader.open(extracted);
                DirectoryReader expected = DirectoryReader.open(stored.index());
                CheckIndex check = new CheckIndex(extracted)) {
            assertThat(check.checkIndex().clean).isTrue();
            IndexEquality.check(
                    actual.leaves().getFirst().reader(),
                    expected.leaves().getFirst().reader());
        }
    }

    @Test
    void namesEachDamagedPage() throws IOException {
        byte[] bytes = Files.readAllBytes(stored.packaged().file());
        bytes[20_000] ^= 1;
        bytes[200_000] ^= 1;
        MemoryStorage storage = new MemoryStorage();
        storage.put(stored.key(), Payload.ofBytes(bytes), CONTEXT);

        SplitDescription split =
                SplitInspector.open(storage, stored.key(), CONTEXT).describe(true);

        assertThat(split.damages()).hasSize(2);
        assertThat(split.damages().getFirst()).contains(stored.key().value()).contains("[16384, 32768)");
    }
}
