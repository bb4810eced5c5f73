package io.trawl.ingest;

import static io.trawl.ingest.LogFixture.FIRST;
import static io.trawl.ingest.LogFixture.append;
import static io.trawl.ingest.LogFixture.documents;
import static io.trawl.ingest.LogFixture.newDisk;
import static io.trawl.ingest.LogFixture.newShard;
import static io.trawl.ingest.LogFixture.openLog;
import static io.trawl.ingest.LogFixture.read;
import static io.trawl.ingest.LogFixture.scan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.storage.ForgetfulDisk;
import io.trawl.testkit.TestSeed;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Documents that were refused, since the disk was full, do not come back: whoever sent them sends them again.
final class RefusedWritesTest {
    private static final long TINY = 100;
    private static final long LARGE = 32L << 20;
    /// More than the writer writes at once, so that what is before it is on the disk when the rest is refused.
    private static final String HUGE = "x".repeat(600_000);

    @ParameterizedTest
    @ValueSource(longs = {TINY, LARGE})
    void stayGoneWheneverTheDiskCrashes(long segmentBytes) {
        TestSeed seed = TestSeed.next("stayGoneWheneverTheDiskCrashes");
        for (int round = 0; round < 50; round++) {
            ForgetfulDisk disk = newDisk();
            WriteAheadLog log = openLog(disk, segmentBytes);
            Shard shard = newShard(FIRST);
            append(log, shard, "a");

            refuse(log, shard, disk);

            assertThat(documentsAfter(disk, seed.random(round))).containsOnlyKeys(0L);
            append(log, shard, "b");
            assertThat(documentsAfter(disk, seed.random(round)).values()).containsExactly("a", "b");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {TINY, LARGE})
    void stayGoneWhereTheyCannotBeRemoved(long segmentBytes) {
        TestSeed seed = TestSeed.next("stayGoneWhereTheyCannotBeRemoved");
        for (int round = 0; round < 50; round++) {
            ForgetfulDisk disk = newDisk();
            WriteAheadLog log = openLog(disk, segmentBytes);
            Shard shard = newShard(FIRST);
            append(log, shard, "a");
            // Whatever cleans up after the refused write.
            for (int operation = 1; operation <= 12; operation++) {
                disk.failAt(disk.operations() + 4 + operation, new IOException("Input/output error"));
            }

            refuse(log, shard, disk);
            for (int i = 0; i < 20 && !tries(log, shard, "b"); i++) {
                assertThat(log.failure()).isNull();
            }

            WalScanner.Contents contents = scan(disk.afterCrash(seed.random(round)));
            assertThat(contents.damages()).isEmpty();
            assertThat(read(contents).get(FIRST).values()).containsExactly("a", "b");
        }
    }

    private static void refuse(WriteAheadLog log, Shard shard, ForgetfulDisk disk) {
        disk.limit(400_000);
        List<WriteAheadLog.Batch> batches = List.of(
                new WriteAheadLog.Batch(shard, documents("refused"), false),
                new WriteAheadLog.Batch(shard, documents(HUGE), false));
        assertThatThrownBy(() -> log.append(batches, RequestContext.background("test")))
                .isInstanceOf(TrawlException.class);
        disk.limit(Long.MAX_VALUE);
    }

    private static boolean tries(WriteAheadLog log, Shard shard, String line) {
        try {
            append(log, shard, line);
            return true;
        } catch (TrawlException refused) {
            return false;
        }
    }

    private static TreeMap<Long, String> documentsAfter(ForgetfulDisk disk, Random random) {
        WalScanner.Contents contents = scan(disk.afterCrash(random));
        return read(contents).getOrDefault(FIRST, new TreeMap<>());
    }
}
