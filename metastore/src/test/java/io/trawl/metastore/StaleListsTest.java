package io.trawl.metastore;

import static io.trawl.metastore.MetastoreFixtures.context;
import static io.trawl.metastore.MetastoreFixtures.index;
import static io.trawl.metastore.MetastoreFixtures.sources;
import static io.trawl.metastore.MetastoreFixtures.split;
import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.IdGenerator;
import io.trawl.common.IndexUid;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.config.SourceConfig;
import io.trawl.config.StorageUri;
import io.trawl.split.SplitState;
import io.trawl.storage.MemoryStorage;
import io.trawl.storage.Payload;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageObject;
import io.trawl.testkit.FakeClock;
import io.trawl.testkit.TestSeed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Several processes on a storage whose listings show how it was up to a minute ago: compaction, which deletes what it
/// finds listed, takes nothing that an opening needs.
class StaleListsTest {
    private static final int STEPS = 40;
    private static final List<String> INDEXES = List.of("idx-a", "idx-b");

    private FakeClock clock;
    private IdGenerator ids;
    private Random random;
    private MetastoreModel model;
    private StaleStorage storage;
    private long staleLists;
    private long deleted;

    /// Lists the store as it was some time ago, another time at each call; all else is as it is now.
    private static final class StaleStorage extends HookedStorage {
        private static final int LAG_MILLIS_MAX = 60_000;

        private final FakeClock clock;
        private final Random random;
        private final List<Life> lives = new ArrayList<>();
        private final TreeMap<String, Life> living = new TreeMap<>();
        private final List<String> wrong = new ArrayList<>();
        private long staleLists;
        private long deleted;

        /// From when to when an object was there.
        private static final class Life {
            private final StorageObject object;
            private long end = Long.MAX_VALUE;

            Life(StorageObject object) {
                this.object = object;
            }

            boolean holds(long millis) {
                return object.lastModifiedMillis() <= millis && millis < end;
            }
        }

        StaleStorage(FakeClock clock, Random random) {
            super(new MemoryStorage(new StorageUri("ram", "metastore"), clock));
            this.clock = clock;
            this.random = random;
        }

        @Override
        public synchronized boolean putIfAbsent(StorageKey key, Payload payload, RequestContext context) {
            boolean put = super.putIfAbsent(key, payload, context);
            if (put) {
                Life life = new Life(new StorageObject(key, payload.length(), clock.epochMillis()));
                lives.add(life);
                living.put(key.value(), life);
            }
            return put;
        }

        @Override
        public synchronized void delete(StorageKey key, RequestContext context) {
            super.delete(key, context);
            Life life = living.remove(key.value());
            if (life == null) {
                return;
            }
            life.end = clock.epochMillis();
            deleted++;
            String number = number(key.value());
            boolean isCovered = living.keySet().stream()
                    .anyMatch(other ->
                            other.endsWith(".snapshot") && number(other).compareTo(number) >= 0);
            if (!isCovered) {
                wrong.add(key.value());
            }
        }

        private static String number(String key) {
            return key.substring(key.lastIndexOf('/') + 1, key.lastIndexOf('.'));
        }

        @Override
        public synchronized List<StorageObject> list(
                String prefix, String startAfter, int limit, RequestContext context) {
            context.check();
            long now = clock.epochMillis();
            lives.removeIf(life -> life.end < now - LAG_MILLIS_MAX);
            // Compaction lists until nothing is left to delete: with the clock at rest only a fresh listing ends that.
            long then = random.nextInt(5) == 0 ? now : now - random.nextInt(LAG_MILLIS_MAX + 1);
            List<StorageObject> shown = listAt(prefix, startAfter, limit, then);
            if (!shown.equals(listAt(prefix, startAfter, limit, now))) {
                staleLists++;
            }
            return shown;
        }

        private List<StorageObject> listAt(String prefix, String startAfter, int limit, long millis) {
            return lives.stream()
                    .filter(life -> life.holds(millis))
                    .map(life -> life.object)
                    .filter(object -> object.key().value().startsWith(prefix))
                    .filter(object -> object.key().value().compareTo(startAfter) > 0)
                    .sorted((a, b) -> a.key().value().compareTo(b.key().value()))
                    .limit(limit)
                    .toList();
        }

        synchronized void finish(StaleListsTest test) {
            assertThat(wrong).as("deleted without a snapshot of it or later").isEmpty();
            test.staleLists += staleLists;
            test.deleted += deleted;
        }
    }

    @Test
    void nothingLiveIsDeletedByStaleLists() {
        run(200);
    }

    @Test
    @Tag("long")
    void nothingLiveIsDeletedInTenThousandSchedules() {
        run(10_000);
    }

    private void run(int schedules) {
        TestSeed seed = TestSeed.next("StaleListsTest");
        for (int i = 0; i < schedules; i++) {
            try {
                schedule(seed, i);
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("schedule " + i + " of seed " + seed.value(), failure);
            }
        }
        System.out.println("StaleListsTest: " + schedules + " schedules, " + schedules * STEPS + " steps, " + staleLists
                + " stale lists, " + deleted + " objects deleted, none of them live");
        assertThat(staleLists).isGreaterThan(schedules);
        assertThat(deleted).isGreaterThan(schedules);
    }

    private void schedule(TestSeed seed, int number) {
        random = seed.random(number);
        clock = new FakeClock();
        ids = new IdGenerator(clock);
        model = new MetastoreModel();
        storage = new StaleStorage(clock, new Random(random.nextLong()));
        List<ManifestMetastore> processes = new ArrayList<>();
        try {
            int count = 2 + random.nextInt(2);
            for (int i = 0; i < count; i++) {
                processes.add(open());
            }
            for (int step = 0; step < STEPS; step++) {
                int process = random.nextInt(count);
                if (random.nextInt(12) == 0) {
                    processes.get(process).close();
                    processes.set(process, open());
                }
                step(processes.get(process));
                passTime();
                if (random.nextInt(10) == 0) {
                    processes.get(random.nextInt(count)).compact();
                }
            }
        } finally {
            processes.forEach(Metastore::close);
        }
        try (ManifestMetastore fresh = open()) {
            assertThat(MetastoreModel.describe(fresh.view())).isEqualTo(model.describe());
        }
        storage.finish(this);
    }

    private void passTime() {
        switch (random.nextInt(6)) {
            case 0 -> clock.advance(Duration.ofMinutes(random.nextInt(30 * 60)));
            case 1, 2 -> clock.advance(Duration.ofSeconds(random.nextInt(600)));
            default -> clock.advance(Duration.ofMillis(random.nextInt(20_000)));
        }
    }

    private void step(ManifestMetastore metastore) {
        String id = INDEXES.get(random.nextInt(INDEXES.size()));
        MetastoreModel.Index index = model.indexes.get(id);
        if (index == null) {
            create(metastore, id);
            return;
        }
        IndexUid uid = IndexUid.parse(index.uid);
        String split = "split-" + random.nextInt(8);
        SplitState state = index.splits.get(split);
        if (random.nextInt(40) == 0) {
            commit(metastore, () -> metastore.deleteIndex(uid, context()));
            model.delete(id);
        } else if (state == null) {
            commit(metastore, () -> metastore.stageSplits(uid, List.of(split(uid, split)), context()));
            model.stage(index, List.of(split));
        } else if (state == SplitState.STAGED) {
            PublishRequest request = new PublishRequest(uid, List.of(split), List.of(), Optional.empty());
            commit(metastore, () -> metastore.publishSplits(request, context()));
            model.publish(index, List.of(split), List.of(), Optional.empty());
        } else if (state == SplitState.PUBLISHED) {
            metastore.freshView(context());
            metastore.markSplitsForDeletion(uid, List.of(split), context());
            model.mark(index, List.of(split));
        } else {
            metastore.freshView(context());
            metastore.deleteSplits(uid, List.of(split), context());
            model.deleteSplits(index, List.of(split));
        }
    }

    private void create(ManifestMetastore metastore, String id) {
        List<SourceConfig> sources = sources();
        model.create(id, sources.stream().map(SourceConfig::sourceId).toList(), false);
        commit(metastore, () -> {
            IndexMetadata created = metastore.createIndex(index(id), sources, false, context());
            model.indexes.get(id).uid = created.uid().toString();
        });
    }

    /// A process that has not looked for long may refuse what others have made possible; when it has looked it must
    /// not.
    private static void commit(ManifestMetastore metastore, Runnable operation) {
        try {
            operation.run();
        } catch (TrawlException refused) {
            metastore.freshView(context());
            operation.run();
        }
    }

    private ManifestMetastore open() {
        ManifestOptions options =
                ManifestOptions.DEFAULT.withPollingInterval(Duration.ofHours(1)).withSnapshotEntriesMax(3);
        ManifestMetastore opened = new ManifestMetastore(storage, options, ids, clock);
        opened.start(context());
        return opened;
    }
}
