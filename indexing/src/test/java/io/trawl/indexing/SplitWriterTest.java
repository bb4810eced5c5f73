package io.trawl.indexing;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.split.TrawlCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.SegmentInfos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SplitWriterTest {
    @TempDir
    Path folder;

    @Test
    void keepsASmallIndexOffTheDisk() throws IOException {
        Path files = folder.resolve("small");
        try (SplitWriter writer = newWriter(files)) {
            assertThat(writer.add(document("a", 10))).isEmpty();

            ScratchDirectory index = writer.seal();

            checkIndex(index, 1);
            assertThat(Files.exists(files)).isFalse();
        }
    }

    @Test
    void movesLargeFilesToTheDiskAndCleansUp() throws IOException {
        Path files = folder.resolve("large");
        try (SplitWriter writer = newWriter(files)) {
            for (int i = 0; i < 300; i++) {
                assertThat(writer.add(document("id" + i, 20_000))).isEmpty();
            }

            ScratchDirectory index = writer.seal();

            checkIndex(index, 300);
            assertThat(files).isNotEmptyDirectory();
        }
        assertThat(Files.exists(files)).isFalse();
    }

    @Test
    void leavesOutADocumentThatLuceneRefuses() throws IOException {
        try (SplitWriter writer = newWriter(folder.resolve("refused"))) {
            assertThat(writer.add(document("a", 10))).isEmpty();
            assertThat(writer.add(document("x".repeat(40_000), 10))).contains("immense term");
            assertThat(writer.add(document("b", 10))).isEmpty();

            assertThat(writer.documents()).isEqualTo(2);
            checkIndex(writer.seal(), 2);
        }
    }

    @Test
    void dropsWhatWasNotSealed() {
        Path files = folder.resolve("dropped");
        SplitWriter writer = newWriter(files);
        for (int i = 0; i < 300; i++) {
            assertThat(writer.add(document("id" + i, 20_000))).isEmpty();
        }

        writer.close();
        writer.close();

        assertThat(Files.exists(files)).isFalse();
    }

    private static SplitWriter newWriter(Path files) {
        return new SplitWriter(
                new ScratchDirectory(files, new ScratchMemory(32 << 20)), TrawlCodec.forWriting(3, 64 << 10));
    }

    private static List<IndexableField> document(String id, int bytes) {
        byte[] noise = new byte[bytes];
        new Random(id.hashCode()).nextBytes(noise);
        return List.of(new StringField("id", id, Field.Store.NO), new StoredField("_source", noise));
    }

    private static void checkIndex(ScratchDirectory index, int documents) throws IOException {
        assertThat(SegmentInfos.readLatestCommit(index).size()).isEqualTo(1);
        try (DirectoryReader reader = DirectoryReader.open(index);
                CheckIndex check = new CheckIndex(index)) {
            assertThat(reader.numDocs()).isEqualTo(documents);
            assertThat(reader.maxDoc()).isEqualTo(documents);
            assertThat(check.checkIndex().clean).isTrue();
        }
    }
}
