package io.trawl.metastore;

import static io.trawl.metastore.MetastoreFixtures.context;
import static io.trawl.metastore.MetastoreFixtures.index;
import static io.trawl.metastore.MetastoreFixtures.source;
import static io.trawl.metastore.MetastoreFixtures.split;
import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.CheckpointDelta;
import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.IndexUid;
import io.trawl.common.TrawlException;
import io.trawl.config.StorageUri;
import io.trawl.storage.FaultyStorage;
import io.trawl.storage.MemoryStorage;
import io.trawl.testkit.FakeClock;
import io.trawl.testkit.TestSeed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Random operations through several processes, on a storage that fails now and then, against a simple model: the
/// same answers and the same state after each, through snapshots, compactions, long pauses and restarts.
class MetastoreModelTest {
    private static final int ROUNDS = 5;
    private static final int STEPS = 400;
    private static final List<String> INDEXES = List.of("idx-a", "idx-b", "idx-c");
    private static final List<String> SOURCES = List.of("src-a", "src-b");
    private static final double FAULTS = 0.05;

    private final FakeClock clock = new FakeClock();
    private final IdGenerator ids = new IdGenerator(clock);
    private Random random;
    private MetastoreModel model;
    private ManifestMetastore metastore;

    @Test
    void behavesAsTheModelDoes() {
        TestSeed seed = TestSeed.next("MetastoreModelTest");
        for (int round = 0; round < ROUNDS; round++) {
            random = seed.random(round);
            model = new MetastoreModel();
            round();
        }
    }

    private void round() {
        MemoryStorage storage = new MemoryStorage(new StorageUri("ram", "metastore"), clock);
        FaultyStorage faulty = new FaultyStorage(storage, clock);
        List<ManifestMetastore> processes = new ArrayList<>(List.of(open(faulty), open(faulty), open(faulty)));
        for (int step = 0; step < STEPS; step++) {
            int process = random.nextInt(processes.size());
            metastore = processes.get(process);
            if (random.nextInt(40) == 0) {
                metastore.close();
                metastore = open(faulty);
                processes.set(process, metastore);
            }
            passTime();
            faulty.failRandomly(FAULTS, random);
            // What a process does not see it cannot name: it looks first, as a caller would.
            String seen = MetastoreModel.describe(metastore.freshView(context()));
            assertThat(seen).as("step " + step).isEqualTo(model.describe());

            step();

            faulty.heal();
            assertThat(MetastoreModel.describe(metastore.view()))
                    .as("step " + step)
                    .isEqualTo(model.describe());
        }
        processes.forEach(Metastore::close);
    }

    private void passTime() {
        clock.advance(Duration.ofSeconds(random.nextInt(20)));
        if (random.nextInt(50) == 0) {
            clock.advance(Duration.ofHours(random.nextInt(30)));
        }
        if (random.nextInt(30) == 0) {
            metastore.compact();
        }
    }

    private void step() {
        String id = pick(INDEXES);
        MetastoreModel.Index index = model.indexes.get(id);
        if (index == null || random.nextInt(60) == 0) {
            create(id);
            return;
        }
        IndexUid uid = IndexUid.parse(index.uid);
        String source = pick(SOURCES);
        switch (random.nextInt(20)) {
            case 0 -> {
                metastore.deleteIndex(uid, context());
                model.delete(id);
            }
            case 1 -> {
                metastore.clearIndex(uid, context());
                model.clear(index);
            }
            case 2 -> check(model.deleteSource(index, source), () -> metastore.deleteSource(uid, source, context()));
            case 3, 4 ->
                check(model.addSource(index, source), () -> metastore.addSource(uid, source(source), context()));
            case 5 -> check(model.reset(index, source), () -> metastore.resetCheckpoint(uid, source, context()));
            case 6, 7 -> {
                List<String> marked = someIds();
                metastore.markSplitsForDeletion(uid, marked, context());
                model.mark(index, marked);
            }
            case 8, 9 -> {
                List<String> gone = someIds();
                check(model.deleteSplits(index, gone), () -> metastore.deleteSplits(uid, gone, context()));
            }
            case 10 -> deleteOfDeleted();
            case 11, 12, 13, 14 -> {
                List<String> staged = someIds();
                check(
                        model.stage(index, staged),
                        () -> metastore.stageSplits(
                                uid,
                                staged.stream().map(split -> split(uid, split)).toList(),
                                context()));
            }
            default -> publish(index, uid, source);
        }
    }

    private void create(String id) {
        boolean overwrite = random.nextBoolean();
        Optional<ErrorCode> expected = model.create(id, SOURCES, overwrite);
        check(expected, () -> {
            IndexMetadata created = metastore.createIndex(
                    index(id), SOURCES.stream().map(MetastoreFixtures::source).toList(), overwrite, context());
            model.indexes.get(id).uid = created.uid().toString();
        });
    }

    private void publish(MetastoreModel.Index index, IndexUid uid, String source) {
        int from = random.nextInt(12) - 1;
        Optional<CheckpointDelta> delta = random.nextInt(4) == 0
                ? Optional.empty()
                : Optional.of(CheckpointDelta.of(
                        source,
                        "p" + random.nextInt(3),
                        MetastoreModel.position(from),
                        MetastoreModel.position(from + 1 + random.nextInt(4))));
        List<String> added = random.nextBoolean() ? someIds() : List.of();
        List<String> replaced = random.nextInt(3) == 0 ? someIds() : List.of();
        check(
                model.publish(index, added, replaced, delta),
                () -> metastore.publishSplits(new PublishRequest(uid, added, replaced, delta), context()));
    }

    private void deleteOfDeleted() {
        if (!model.deleted.isEmpty()) {
            String uid = pick(new ArrayList<>(model.deleted.keySet()));
            List<String> gone = someIds();
            metastore.deleteSplits(IndexUid.parse(uid), gone, context());
            model.deleteOfDeleted(uid, gone);
        }
    }

    private static void check(Optional<ErrorCode> expected, Runnable operation) {
        Optional<ErrorCode> actual = Optional.empty();
        try {
            operation.run();
        } catch (TrawlException failure) {
            actual = Optional.of(failure.code());
        }
        assertThat(actual).isEqualTo(expected);
    }

    private List<String> someIds() {
        return random.ints(1 + random.nextInt(2), 0, 8)
                .distinct()
                .mapToObj(i -> "split-" + i)
                .toList();
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private ManifestMetastore open(FaultyStorage storage) {
        storage.heal();
        ManifestOptions options =
                ManifestOptions.DEFAULT.withPollingInterval(Duration.ofHours(1)).withSnapshotEntriesMax(25);
        ManifestMetastore opened = new ManifestMetastore(storage, options, ids, clock);
        opened.start(context());
        return opened;
    }
}
