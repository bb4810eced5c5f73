package io.trawl.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.testkit.TestSeed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;

class TrawlCodecTest {
    private final Random random = TestSeed.next("TrawlCodecTest").random();

    @Test
    void isFoundByItsName() {
        assertThat(Codec.forName(TrawlCodec.NAME)).isInstanceOf(TrawlCodec.class);
    }

    @Test
    void readsWhateverLevelAndBlockSizeWrote() throws IOException {
        for (int level : new int[] {1, 3, 9}) {
            for (int blockSize : new int[] {1 << 10, 64 << 10, 1 << 20}) {
                check(level, blockSize);
            }
        }
    }

    private void check(int level, int blockSize) throws IOException {
        List<BytesRef> documents = documents();
        try (ByteBuffersDirectory directory = new ByteBuffersDirectory()) {
            IndexWriterConfig config = new IndexWriterConfig()
                    .setCodec(TrawlCodec.forWriting(level, blockSize))
                    .setMergePolicy(new LogDocMergePolicy());
            try (IndexWriter writer = new IndexWriter(directory, config)) {
                for (int i = 0; i < documents.size(); i++) {
                    Document document = new Document();
                    document.add(new StoredField("_source", documents.get(i)));
                    writer.addDocument(document);
                    if (i == documents.size() / 2) {
                        writer.flush();
                    }
                }
                writer.forceMerge(1);
            }
            try (DirectoryReader reader = DirectoryReader.open(directory)) {
                StoredFields stored = reader.storedFields();
                for (int i = 0; i < 200; i++) {
                    int doc = random.nextInt(documents.size());
                    assertThat(stored.document(doc).getBinaryValue("_source").bytesEquals(documents.get(doc)))
                            .isTrue();
                }
            }
        }
    }

    /// Empty ones, ordinary ones, and some that are longer than any block.
    private List<BytesRef> documents() {
        List<BytesRef> documents = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            int length = random.nextInt(100) == 0 ? random.nextInt(300_000) : random.nextInt(2_000);
            StringBuilder text = new StringBuilder();
            while (text.length() < length) {
                text.append("value ").append(random.nextInt(1000)).append(", ");
            }
            documents.add(new BytesRef(text.toString().getBytes(StandardCharsets.UTF_8)));
        }
        return documents;
    }

    @Test
    void refusesParametersThatZstdDoesNotHave() {
        assertThatThrownBy(() -> TrawlCodec.forWriting(0, 65536)).hasMessageContaining("got 0");
        assertThatThrownBy(() -> TrawlCodec.forWriting(3, 10)).hasMessageContaining("got 10");
    }
}
