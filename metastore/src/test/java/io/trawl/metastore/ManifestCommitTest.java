package io.trawl.metastore;

import static io.trawl.metastore.MetastoreFixtures.assertFails;
import static io.trawl.metastore.MetastoreFixtures.context;
import static io.trawl.metastore.MetastoreFixtures.delta;
import static io.trawl.metastore.MetastoreFixtures.index;
import static io.trawl.metastore.MetastoreFixtures.sources;
import static io.trawl.metastore.MetastoreFixtures.split;
import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.Deadline;
import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.IndexUid;
import io.trawl.common.MemoryBudget;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.storage.FaultyStorage;
import io.trawl.storage.MemoryStorage;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageOperation;
import io.trawl.testkit.Eventually;
import io.trawl.testkit.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// How operations become entries: gathered, one put at a time, each with its own fate.
class ManifestCommitTest {
    private final MemoryStorage shared = new MemoryStorage();
    private final FaultyStorage faulty = new FaultyStorage(shared);
    private final List<ManifestMetastore> opened = new ArrayList<>();
    /// What [#holdNextPut] waits for.
    private final CountDownLatch held = new CountDownLatch(1);

    private ManifestMetastore metastore;
    private IndexUid uid;

    @BeforeEach
    void createIndex() {
        metastore = open(faulty, ManifestOptions.DEFAULT);
        uid = metastore.createIndex(index("logs"), sources(), context()).uid();
    }

    @AfterEach
    void closeAll() {
        held.countDown();
        faulty.heal();
        opened.forEach(ManifestMetastore::close);
    }

    @Test
    void operationsThatWaitShareOneEntryAndFailAlone() throws InterruptedException {
        holdNextPut();
        Thread first = stageInBackground("split-first");
        Eventually.isTrue("a put is under way", () -> faulty.calls(StorageOperation.PUT_IF_ABSENT) == 1);
        List<Thread> waiting = new ArrayList<>();
        AtomicInteger conflicts = new AtomicInteger();
        for (int i = 0; i < 20; i++) {
            waiting.add(stageInBackground("split-" + i));
            waiting.add(Thread.ofVirtual().start(() -> {
                try {
                    metastore.publishSplits(PublishRequest.of(uid, List.of(), delta(-1, 4)), context());
                } catch (TrawlException conflict) {
                    assertThat(conflict.code()).isEqualTo(ErrorCode.CHECKPOINT_CONFLICT);
                    conflicts.incrementAndGet();
                }
            }));
        }
        Eventually.isTrue("all wait", () -> waiting.stream().allMatch(ManifestCommitTest::isParked));
        long version = metastore.view().version();

        held.countDown();
        first.join();
        for (Thread thread : waiting) {
            thread.join();
        }

        assertThat(metastore.view().version()).isEqualTo(version + 2);
        assertThat(metastore.view().splits(SplitQuery.builder().build())).hasSize(21);
        assertThat(conflicts).hasValue(19);
    }

    @ParameterizedTest
    @EnumSource(FaultyStorage.Fault.class)
    void putWithAnUnclearAnswerTakesPlaceOnce(FaultyStorage.Fault fault) {
        faulty.heal();
        long version = metastore.view().version();
        faulty.failNext(StorageOperation.PUT_IF_ABSENT, fault);

        metastore.publishSplits(PublishRequest.of(uid, List.of(), delta(-1, 4)), context());

        assertThat(metastore.view().version()).isEqualTo(version + 1);
        assertThat(metastore.freshView(context()).version()).isEqualTo(version + 1);
    }

    @Test
    void lostRaceIsRunAgainOnTheNewState() {
        ManifestMetastore other = open(shared, ManifestOptions.DEFAULT);
        faulty.heal();
        faulty.beforeCall(
                StorageOperation.PUT_IF_ABSENT,
                1,
                () -> other.publishSplits(PublishRequest.of(uid, List.of(), delta(-1, 4)), context()));

        assertFails(
                ErrorCode.CHECKPOINT_CONFLICT,
                "precondition failed for checkpoint delta `logs/a-source`",
                () -> metastore.publishSplits(PublishRequest.of(uid, List.of(), delta(3, 9)), context()));
        assertThat(metastore.view().version()).isEqualTo(other.view().version());
    }

    @Test
    void refusalIsToldOnlyAboutTheLatestState() {
        ManifestMetastore other = open(shared, ManifestOptions.DEFAULT);
        IndexUid created =
                other.createIndex(index("theirs"), sources(), context()).uid();

        metastore.stageSplits(created, List.of(split(created, "split-a")), context());

        assertThat(metastore.view().split(created, "split-a")).isPresent();
    }

    @Test
    void storageThatStaysDownFailsTheChangeWithItsReason() {
        ManifestMetastore impatient = open(faulty, ManifestOptions.DEFAULT.withCommitPatience(Duration.ofMillis(50)));
        faulty.failAll(StorageOperation.PUT_IF_ABSENT, key -> true, FaultyStorage.Fault.FAIL);

        assertFails(
                ErrorCode.UNAVAILABLE,
                "injected FAIL",
                () -> impatient.stageSplits(uid, List.of(split(uid, "split-a")), context()));

        faulty.heal();
        impatient.stageSplits(uid, List.of(split(uid, "split-a")), context());
        assertThat(impatient.view().split(uid, "split-a")).isPresent();
    }

    @Test
    void callerThatRunsOutOfTimeTakesItsOperationBack() throws InterruptedException {
        holdNextPut();
        Thread first = stageInBackground("split-first");
        Eventually.isTrue("a put is under way", () -> faulty.calls(StorageOperation.PUT_IF_ABSENT) == 1);

        // By a clock that stands still, so that the time runs out in the wait and nowhere else.
        RequestContext hurried = new RequestContext(
                "hurried",
                "test",
                RequestContext.Priority.INTERACTIVE,
                Deadline.after(new FakeClock(), Duration.ofMillis(20)),
                MemoryBudget.unlimited("test"));
        assertFails(
                ErrorCode.TIMEOUT,
                "the change was not begun",
                () -> metastore.stageSplits(uid, List.of(split(uid, "split-late")), hurried));

        held.countDown();
        first.join();
        assertThat(metastore.freshView(context()).split(uid, "split-late")).isEmpty();
    }

    @Test
    void cancelledCallerIsToldAtOnceThatTheOutcomeIsOpen() throws InterruptedException {
        holdNextPut();
        RequestContext cancelled = RequestContext.background("cancelled");
        AtomicInteger codes = new AtomicInteger();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                metastore.stageSplits(uid, List.of(split(uid, "split-a")), cancelled);
            } catch (TrawlException failure) {
                codes.set(failure.hasCode(ErrorCode.CANCELLED) ? 1 : 2);
            }
        });
        Eventually.isTrue("a put is under way", () -> faulty.calls(StorageOperation.PUT_IF_ABSENT) == 1);

        cancelled.cancel("client left");
        caller.join();
        assertThat(codes).hasValue(1);

        held.countDown();
        Eventually.isTrue(
                "the entry is in place",
                () -> metastore.view().split(uid, "split-a").isPresent());
    }

    @Test
    void limitsAreNamed() throws InterruptedException {
        ManifestMetastore small =
                open(faulty, ManifestOptions.DEFAULT.withPendingOperationsMax(1).withOperationBytesMax(1_000));
        assertFails(
                ErrorCode.TOO_LARGE,
                "over the limit of 1000 for one change of the metastore: split it up",
                () -> small.createIndex(index("large"), sources(), context()));
        holdNextPut();
        List<Thread> threads = new ArrayList<>();
        threads.add(stageInBackground(small, "split-0"));
        Eventually.isTrue("a put is under way", () -> faulty.calls(StorageOperation.PUT_IF_ABSENT) == 1);
        threads.add(stageInBackground(small, "split-1"));
        Eventually.isTrue("one waits", () -> isParked(threads.getLast()));

        assertFails(
                ErrorCode.TOO_MANY_REQUESTS,
                "wait for the metastore already",
                () -> small.stageSplits(uid, List.of(split(uid, "split-2")), context()));

        held.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void snapshotIsWrittenAfterSoManyEntriesAndOpeningBeginsThere() {
        ManifestMetastore busy = open(faulty, ManifestOptions.DEFAULT.withSnapshotEntriesMax(10));
        ManifestLog log = MetastoreFixtures.log(shared);
        for (int i = 0; i < 12; i++) {
            busy.stageSplits(uid, List.of(split(uid, "split-" + i)), context());
        }
        Eventually.isTrue(
                "a snapshot is there", () -> !log.snapshotsAfter(0, context()).isEmpty());
        long covered = log.snapshotsAfter(0, context()).getLast().number();
        for (long number = 1; number <= covered; number++) {
            log.deleteEntry(number, context());
        }

        ManifestMetastore fresh = open(shared, ManifestOptions.DEFAULT);

        assertThat(fresh.view().splits(SplitQuery.builder().build())).hasSize(12);
        assertThat(fresh.view().version()).isEqualTo(busy.view().version());
    }

    @Test
    void pollingFindsWhatOthersCommit() {
        ManifestMetastore polling = open(shared, ManifestOptions.DEFAULT.withPollingInterval(Duration.ofMillis(5)));

        metastore.stageSplits(uid, List.of(split(uid, "split-a")), context());

        Eventually.isTrue(
                "the entry is found", () -> polling.view().split(uid, "split-a").isPresent());
    }

    private void holdNextPut() {
        faulty.heal();
        faulty.beforeCall(StorageOperation.PUT_IF_ABSENT, 1, () -> {
            try {
                held.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static boolean isParked(Thread thread) {
        Thread.State state = thread.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    private Thread stageInBackground(String splitId) {
        return stageInBackground(metastore, splitId);
    }

    private Thread stageInBackground(ManifestMetastore by, String splitId) {
        return Thread.ofVirtual().start(() -> by.stageSplits(uid, List.of(split(uid, splitId)), context()));
    }

    private ManifestMetastore open(Storage storage, ManifestOptions options) {
        ManifestMetastore another =
                new ManifestMetastore(storage, options, new IdGenerator(TimeSource.SYSTEM), TimeSource.SYSTEM);
        another.start(context());
        opened.add(another);
        return another;
    }
}
