package io.trawl.metastore;

import static io.trawl.metastore.MetastoreFixtures.SOURCE;
import static io.trawl.metastore.MetastoreFixtures.context;
import static io.trawl.metastore.MetastoreFixtures.index;
import static io.trawl.metastore.MetastoreFixtures.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.IndexUid;
import io.trawl.storage.Storage;
import io.trawl.testkit.Eventually;
import io.trawl.testkit.TestSeed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Four processes commit to one folder, with puts that were applied but answered with an error, and one of them is
/// stopped (SIGSTOP) until what it knew was compacted away.
class MetastoreProcessesTest {
    private static final int WRITERS = 4;
    private static final int COMMITS = 1_000;

    @TempDir
    private Path folder;

    @Test
    void fourProcessesLoseNothingThoughOneStandsStillPastACompaction() throws Exception {
        TestSeed seed = TestSeed.next("MetastoreProcessesTest");
        Storage storage = WriterProcess.storage(folder);
        try (ManifestMetastore metastore = WriterProcess.open(storage)) {
            IndexUid uid = metastore
                    .createIndex(index("logs"), List.of(source(SOURCE)), context())
                    .uid();
            List<Process> processes = new ArrayList<>();
            try {
                for (int i = 0; i < WRITERS; i++) {
                    processes.add(WriterProcess.start(folder, uid, "w" + i, COMMITS, seed.value() + i));
                }
                stopPastCompaction(processes.getFirst(), metastore, storage, uid);
                for (Process process : processes) {
                    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
                    assertThat(process.exitValue()).as(output(process)).isZero();
                }
            } finally {
                processes.forEach(Process::destroyForcibly);
            }

            MetastoreView view = metastore.freshView(context());
            for (int i = 0; i < WRITERS; i++) {
                WriterProcess.run("w" + i, COMMITS).assertAllIsThere(view, uid);
            }
            assertThat(view.splits(SplitQuery.builder().build())).hasSize(WRITERS * COMMITS / 2);
        }
    }

    private static void stopPastCompaction(Process process, ManifestMetastore metastore, Storage storage, IndexUid uid)
            throws Exception {
        Eventually.isTrue(
                "the writer is at work",
                () -> metastore
                        .freshView(context())
                        .splits(SplitQuery.published(uid).build())
                        .stream()
                        .anyMatch(split -> split.splitId().startsWith("w0.")));
        WriterProcess.signal(process, "STOP");
        long stoppedAt = metastore.freshView(context()).version();
        Eventually.isTrue("entry " + stoppedAt + " was compacted away", () -> {
            metastore.markSplitsForDeletion(uid, List.of("none"), context());
            return MetastoreFixtures.log(storage)
                            .entriesAfter(0, context())
                            .getFirst()
                            .number()
                    > stoppedAt;
        });
        assertThat(process.isAlive()).isTrue();
        WriterProcess.signal(process, "CONT");
    }

    private static String output(Process process) throws Exception {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
