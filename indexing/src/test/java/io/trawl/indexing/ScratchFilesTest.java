package io.trawl.indexing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.TimeSource;
import io.trawl.ingest.CommitType;
import io.trawl.metastore.IndexMetadata;
import io.trawl.testkit.Eventually;
import io.trawl.testkit.FakeClock;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a failure leaves on the disk: nothing, or a full one would stay full.
///
/// An interrupt stands for the disk's failure: the next write of a large file fails and leaves a part of it,
/// and so does the next flush.
final class ScratchFilesTest {
    private static final String BY_TENANT = """
            doc_mapping:
              mode: lenient
              field_mappings:
                - {name: id, type: text, tokenizer: raw}
                - {name: tenant, type: text, tokenizer: raw}
              partition_key: tenant
            indexing_settings:
              commit_timeout_secs: 1
            """;

    @TempDir
    Path folder;

    /// Interrupts whoever asks it for the time for the n-th time: who builds the n-th split, and goes on to
    /// the next.
    private static final class InterruptingClock implements TimeSource {
        private final FakeClock clock = new FakeClock();
        private final AtomicInteger left;

        InterruptingClock(int call) {
            left = new AtomicInteger(call);
        }

        @Override
        public long epochMillis() {
            if (left.decrementAndGet() == 0) {
                Thread.currentThread().interrupt();
            }
            return clock.epochMillis();
        }

        @Override
        public long nanoTime() {
            return clock.nanoTime();
        }

        @Override
        public void sleepMillis(long millis) {
            clock.sleepMillis(millis);
        }
    }

    @Test
    void deletesAFileWhoseWriteFailed() throws IOException {
        Path files = folder.resolve("split");
        ScratchDirectory directory = new ScratchDirectory(files, new ScratchMemory(1 << 10));
        IndexOutput output = directory.createOutput("_0.fdt", IOContext.DEFAULT);
        output.writeBytes(new byte[100_000], 100_000);
        assertThat(files).isNotEmptyDirectory();

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> output.writeBytes(new byte[100_000], 100_000))
                .isInstanceOf(ClosedChannelException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThatThrownBy(output::close).isInstanceOf(ClosedChannelException.class);
        directory.close();

        assertThat(Files.exists(files)).isFalse();
        assertThat(directory.memory().usedBytes()).isZero();
    }

    @Test
    void leavesNothingOfACommitThatCouldNotBeBuilt() {
        for (int failing = 1; failing <= 2; failing++) {
            InterruptingClock clock = new InterruptingClock(failing);
            try (IndexingFixture node = new IndexingFixture(folder, clock, IndexingFixture.AMPLE_MEMORY)) {
                IndexMetadata index = node.createIndex("logs", BY_TENANT);
                List<String> lines = new ArrayList<>();
                for (int i = 0; i < 9; i++) {
                    lines.add("{\"id\":\"d" + i + "\",\"tenant\":\"t" + i % 3 + "\"}");
                }

                node.send("logs", CommitType.AUTO, lines);
                Eventually.isTrue("failed after split " + failing, () -> {
                    clock.clock.advance(Duration.ofMillis(100));
                    node.service.wakeAll();
                    return node.statistics(index).counters().failures() > 0;
                });

                assertThat(filesBelow(folder))
                        .as("failed after split %d", failing)
                        .isEmpty();
                Eventually.isTrue("published", () -> {
                    clock.clock.advance(Duration.ofMillis(500));
                    node.service.wakeAll();
                    return node.publishedDocuments(index) == 9;
                });
                assertThat(node.publishedIds(index)).hasSize(9).doesNotHaveDuplicates();
            }
        }
    }

    private static List<Path> filesBelow(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
