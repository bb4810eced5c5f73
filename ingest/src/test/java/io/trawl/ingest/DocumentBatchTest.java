package io.trawl.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.testkit.TestSeed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DocumentBatchTest {
    @Test
    void skipsBlankLinesAndTakesEitherLineEnd() {
        assertThat(split("a\n\n  \t\r\nb\r\n\r\nc")).containsExactly("a", "b", "c");
        assertThat(split("")).isEmpty();
        assertThat(split("\n")).isEmpty();
        assertThat(split(" a \n")).containsExactly(" a ");
        assertThat(split("\r")).isEmpty();
    }

    @Test
    void splitsAsAPlainLoopDoes() {
        Random random = TestSeed.next("splitsAsAPlainLoopDoes").random();
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(200);
            for (int i = 0; i < length; i++) {
                text.append("\n\n\r ab\u000b\u008a\u00ff".charAt(random.nextInt(9)));
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            int offset = bytes.length == 0 ? 0 : random.nextInt(bytes.length);

            DocumentBatch batch = DocumentBatch.split(bytes, offset, bytes.length - offset);

            assertThat(texts(batch)).isEqualTo(plainSplit(bytes, offset));
        }
    }

    @Test
    void leavesOutWhatIsRejected() {
        byte[] bytes = "a\nbb\n\nccc\r\ndddd".getBytes(StandardCharsets.UTF_8);
        BitSet rejected = new BitSet();
        rejected.set(0);
        rejected.set(2);

        DocumentBatch rest = DocumentBatch.split(bytes, 0, bytes.length).without(rejected);

        assertThat(texts(rest)).containsExactly("bb", "dddd");
        assertThat(texts(DocumentBatch.split(rest.bytes(), rest.payloadOffset(), rest.payloadLength())))
                .containsExactly("bb", "dddd");
    }

    private static List<String> split(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return texts(DocumentBatch.split(bytes, 0, bytes.length));
    }

    private static List<String> texts(DocumentBatch batch) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            texts.add(LogFixture.text(batch, i));
        }
        return texts;
    }

    private static List<String> plainSplit(byte[] bytes, int offset) {
        List<String> lines = new ArrayList<>();
        int start = offset;
        for (int i = offset; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '\n') {
                int end = i > start && bytes[i - 1] == '\r' ? i - 1 : i;
                String line = new String(bytes, start, end - start, StandardCharsets.UTF_8);
                if (!line.chars().allMatch(c -> c == ' ' || c == '\t' || c == '\r')) {
                    lines.add(line);
                }
                start = i + 1;
            }
        }
        return lines;
    }
}
