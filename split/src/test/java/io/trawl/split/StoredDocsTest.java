package io.trawl.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.testkit.TestSeed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.lucene.codecs.StoredFieldsReader;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;

class StoredDocsTest {
    private static final String FIELD = "_source";

    private final Random random = TestSeed.next("StoredDocsTest").random();

    @Test
    void returnsLinesAsTheyCame() throws IOException {
        check(lines(20_000, 300, 0, 0), 32 << 10, false);
    }

    @Test
    void returnsLinesThatHoldLineFeedsAndDocumentsWithoutALine() throws IOException {
        check(lines(3_000, 300, 20, 20), 4 << 10, false);
        check(lines(3_000, 300, 1000, 1000), 4 << 10, true);
    }

    @Test
    void returnsLinesLongerThanABlockAndThanADictionary() throws IOException {
        List<Optional<BytesRef>> lines = new ArrayList<>(lines(40, 300_000, 0, 0));
        lines.add(Optional.of(new BytesRef(text(2_000_000))));
        lines.addAll(lines(40, 300_000, 0, 5));
        check(lines, 64 << 10, true);
        check(lines.reversed(), 64 << 10, false);
    }

    @Test
    void endsABlockOfEmptyLines() throws IOException {
        List<Optional<BytesRef>> lines = new ArrayList<>();
        for (int i = 0; i < 3 * StoredDocsFormat.MAX_DOCS_PER_BLOCK + 1; i++) {
            lines.add(Optional.of(new BytesRef()));
        }
        check(lines, 64 << 10, false);
    }

    @Test
    void refusesASecondFieldAndTexts() throws IOException {
        try (ByteBuffersDirectory directory = new ByteBuffersDirectory();
                IndexWriter writer = new IndexWriter(
                        directory, new IndexWriterConfig().setCodec(TrawlCodec.forWriting(1, 64 << 10)))) {
            Document two = new Document();
            two.add(new StoredField(FIELD, new BytesRef("a")));
            two.add(new StoredField("other", new BytesRef("b")));
            assertThatThrownBy(() -> writer.addDocument(two))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("`other`");
        }
        try (ByteBuffersDirectory directory = new ByteBuffersDirectory();
                IndexWriter writer = new IndexWriter(
                        directory, new IndexWriterConfig().setCodec(TrawlCodec.forWriting(1, 64 << 10)))) {
            Document text = new Document();
            text.add(new StoredField("body", "text"));
            assertThatThrownBy(() -> writer.addDocument(text))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("`body`");
        }
    }

    @Test
    void findsLineFeedsAsALoopDoes() {
        for (int run = 0; run < 2_000; run++) {
            byte[] bytes = new byte[random.nextInt(100)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextInt(4) == 0 ? '\n' : random.nextInt(256));
            }
            int start = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
            int nth = 1 + random.nextInt(12);
            int expected = -1;
            int left = nth;
            for (int i = start; i < bytes.length && expected < 0; i++) {
                if (bytes[i] == '\n' && --left == 0) {
                    expected = i;
                }
            }
            assertThat(LineFeeds.indexOf(bytes, start, bytes.length, nth)).isEqualTo(expected);
        }
    }

    private void check(List<Optional<BytesRef>> lines, int blockSize, boolean isMerged) throws IOException {
        try (ByteBuffersDirectory directory = new ByteBuffersDirectory()) {
            IndexWriterConfig config = new IndexWriterConfig()
                    .setCodec(TrawlCodec.forWriting(1 + random.nextInt(5), blockSize))
                    .setMergePolicy(new LogDocMergePolicy());
            try (IndexWriter writer = new IndexWriter(directory, config)) {
                for (int i = 0; i < lines.size(); i++) {
                    Document document = new Document();
                    lines.get(i).ifPresent(line -> document.add(new StoredField(FIELD, line)));
                    writer.addDocument(document);
                    if (isMerged && i == lines.size() / 3) {
                        writer.flush();
                    }
                }
                writer.forceMerge(1);
            }
            try (DirectoryReader reader = DirectoryReader.open(directory)) {
                compare(
                        lines,
                        reader.storedFields(),
                        random.ints(200, 0, lines.size()).toArray());
                StoredFieldsReader documents =
                        ((CodecReader) reader.leaves().getFirst().reader()).getFieldsReader();
                documents.checkIntegrity();
                int[] all = new int[lines.size()];
                for (int i = 0; i < all.length; i++) {
                    all[i] = i;
                }
                compare(lines, documents.getMergeInstance(), all);
            }
        }
    }

    private static void compare(List<Optional<BytesRef>> lines, StoredFields stored, int[] documents)
            throws IOException {
        for (int document : documents) {
            assertThat(Optional.ofNullable(stored.document(document).getBinaryValue(FIELD)))
                    .as("document %d", document)
                    .isEqualTo(lines.get(document));
        }
    }

    /// @param feedsIn one line of so many holds a line feed, 0 for none
    /// @param noneIn one document of so many has no line, 0 for none
    private List<Optional<BytesRef>> lines(int count, int bytesMax, int feedsIn, int noneIn) {
        List<Optional<BytesRef>> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String text = text(random.nextInt(bytesMax));
            if (feedsIn > 0 && random.nextInt(feedsIn) == 0) {
                text = text + '\n' + text(random.nextInt(20));
            }
            lines.add(
                    noneIn > 0 && random.nextInt(noneIn) == 0
                            ? Optional.empty()
                            : Optional.of(new BytesRef(text.getBytes(StandardCharsets.UTF_8))));
        }
        return lines;
    }

    private String text(int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append("value ").append(random.nextInt(1000)).append(", ");
        }
        return text.toString();
    }
}
