package io.trawl.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.testkit.TestSeed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineBatchesTest {
    @Test
    void aBatchHoldsWholeLinesUpToTheLimit() throws IOException {
        assertThat(batches("aa\nbb\ncc\n", 6)).containsExactly("aa\nbb\n", "cc\n");
    }

    @Test
    void aLineLongerThanTheLimitComesAlone() throws IOException {
        assertThat(batches("a\nlonger than that\nb\n", 4)).containsExactly("a\n", "longer than that\n", "b\n");
    }

    @Test
    void theLastLineNeedsNoNewline() throws IOException {
        assertThat(batches("aa\nbb", 4)).containsExactly("aa\n", "bb");
        assertThat(batches("", 4)).isEmpty();
    }

    @Test
    void nothingIsLostOrDoubledWhateverTheStreamGivesAtOnce() throws IOException {
        Random random = TestSeed.next("LineBatchesTest").random();
        for (int round = 0; round < 300; round++) {
            StringBuilder text = new StringBuilder();
            for (int line = random.nextInt(20); line > 0; line--) {
                text.append("x".repeat(random.nextInt(30))).append(random.nextInt(5) == 0 ? "" : "\n");
            }
            int limit = 1 + random.nextInt(40);

            List<String> batches = batches(text.toString(), limit);

            assertThat(String.join("", batches)).isEqualTo(text.toString());
            for (String batch : batches.subList(0, Math.max(0, batches.size() - 1))) {
                assertThat(batch).endsWith("\n");
            }
        }
    }

    private static List<String> batches(String text, int limit) throws IOException {
        InputStream trickling = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 3));
            }
        };
        LineBatches cutter = new LineBatches(trickling, limit);
        List<String> batches = new ArrayList<>();
        for (int length = cutter.next(); length > 0; length = cutter.next()) {
            ByteArrayOutputStream batch = new ByteArrayOutputStream();
            batch.write(cutter.takeBatch(), 0, length);
            batches.add(batch.toString(StandardCharsets.UTF_8));
        }
        return batches;
    }
}
