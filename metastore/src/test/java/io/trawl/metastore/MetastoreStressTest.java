package io.trawl.metastore;

import static io.trawl.metastore.MetastoreFixtures.SOURCE;
import static io.trawl.metastore.MetastoreFixtures.context;
import static io.trawl.metastore.MetastoreFixtures.index;
import static io.trawl.metastore.MetastoreFixtures.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.IdGenerator;
import io.trawl.common.IndexUid;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.storage.FaultyStorage;
import io.trawl.storage.MemoryStorage;
import io.trawl.storage.Storage;
import io.trawl.testkit.Eventually;
import io.trawl.testkit.TestSeed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Four writers on one metastore, a thousand commits each, on a storage that fails and lies about it.
class MetastoreStressTest {
    private static final int WRITERS = 4;
    private static final int COMMITS = 1_000;
    private static final int THREADS = 4;
    private static final double FAULTS = 0.1;

    private final MemoryStorage shared = new MemoryStorage();

    @Test
    void noCommitIsLostOrMadeTwiceWhilePutsFailAndLie() throws Exception {
        TestSeed seed = TestSeed.next("MetastoreStressTest");
        IndexUid uid = createIndex();

        List<WriterRun> runs =
                race(uid, ManifestOptions.DEFAULT, i -> new FaultyStorage(shared).failRandomly(FAULTS, seed.random(i)));

        assertAllIsThere(uid, runs);
        assertEachOperationIsInTheLogOnce();
    }

    @Test
    void noCommitIsLostWhenAWriterStandsStillPastACompaction() throws Exception {
        TestSeed seed = TestSeed.next("MetastoreStressTest");
        // A day of a minute's work in two seconds: snapshots and deletions all the time.
        ManifestOptions hasty = ManifestOptions.DEFAULT
                .withRetention(Duration.ofMillis(1_000), Duration.ofMillis(250))
                .withSnapshotEntriesMax(20);
        IndexUid uid = createIndex();
        AtomicLong stalledAt = new AtomicLong();

        List<WriterRun> runs = race(uid, hasty, i -> {
            Storage faulty = new FaultyStorage(shared).failRandomly(FAULTS, seed.random(i));
            return i == 0 ? stallingOnce(faulty, uid, hasty, stalledAt) : faulty;
        });

        assertThat(stalledAt).hasPositiveValue();
        assertAllIsThere(uid, runs);
    }

    private interface StorageOfWriter {
        Storage of(int writer);
    }

    private List<WriterRun> race(IndexUid uid, ManifestOptions options, StorageOfWriter storages) throws Exception {
        List<WriterRun> runs = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            WriterRun run = new WriterRun("w" + i, THREADS, COMMITS);
            Storage storage = storages.of(i);
            runs.add(run);
            threads.add(Thread.ofVirtual().start(() -> {
                try (ManifestMetastore metastore = openPatiently(storage, options)) {
                    run.run(metastore, uid);
                } catch (Exception | AssertionError failure) {
                    synchronized (failures) {
                        failures.add(failure);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.size() + " writers failed", failures.getFirst());
        }
        return runs;
    }

    /// Holds one put back until the number it is for was taken, covered by a snapshot and deleted.
    private Storage stallingOnce(Storage delegate, IndexUid uid, ManifestOptions options, AtomicLong stalledAt) {
        AtomicInteger puts = new AtomicInteger();
        ManifestLog log = MetastoreFixtures.log(shared);
        return new HookedStorage(delegate) {
            @Override
            void before(String call) {
                if (!call.startsWith("put _manifest/log/") || puts.incrementAndGet() != 30) {
                    return;
                }
                long number = Long.parseLong(call.replaceAll("\\D", ""));
                stalledAt.set(number);
                try (ManifestMetastore other = openPatiently(shared, options)) {
                    Eventually.isTrue("entry " + number + " was compacted away", () -> {
                        other.markSplitsForDeletion(uid, List.of("none"), context());
                        return log.entriesAfter(0, context()).getFirst().number() > number;
                    });
                }
            }
        };
    }

    private IndexUid createIndex() {
        try (ManifestMetastore metastore = openPatiently(shared, ManifestOptions.DEFAULT)) {
            return metastore
                    .createIndex(index("logs"), List.of(source(SOURCE)), context())
                    .uid();
        }
    }

    private void assertAllIsThere(IndexUid uid, List<WriterRun> runs) {
        try (ManifestMetastore fresh = openPatiently(shared, ManifestOptions.DEFAULT)) {
            runs.forEach(run -> run.assertAllIsThere(fresh.view(), uid));
            assertThat(fresh.view().splits(SplitQuery.builder().build()))
                    .hasSize(runs.stream().mapToInt(WriterRun::splits).sum());
        }
    }

    private void assertEachOperationIsInTheLogOnce() {
        ManifestLog log = MetastoreFixtures.log(shared);
        Map<ManifestOperation, Integer> counts = new HashMap<>();
        for (long number = 1; ; number++) {
            var packed = log.findEntry(number, context());
            if (packed.isEmpty()) {
                break;
            }
            ManifestEntry.decode(packed.get(), log.entryName(number))
                    .operations()
                    .forEach(operation -> counts.merge(operation, 1, Integer::sum));
        }
        assertThat(counts).hasSize(1 + WRITERS * COMMITS);
        assertThat(counts.values()).containsOnly(1);
    }

    private static ManifestMetastore openPatiently(Storage storage, ManifestOptions options) {
        ManifestMetastore metastore =
                new ManifestMetastore(storage, options, new IdGenerator(TimeSource.SYSTEM), TimeSource.SYSTEM);
        Eventually.isTrue("the metastore opens", () -> {
            try {
                metastore.start(context());
                return true;
            } catch (TrawlException injected) {
                return false;
            }
        });
        return metastore;
    }
}
