package io.trawl.metastore;

import static io.trawl.metastore.MetastoreFixtures.SOURCE;
import static io.trawl.metastore.MetastoreFixtures.assertFails;
import static io.trawl.metastore.MetastoreFixtures.context;
import static io.trawl.metastore.MetastoreFixtures.delta;
import static io.trawl.metastore.MetastoreFixtures.index;
import static io.trawl.metastore.MetastoreFixtures.sources;
import static io.trawl.metastore.MetastoreFixtures.split;
import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.IndexUid;
import io.trawl.common.Position;
import io.trawl.config.StorageUri;
import io.trawl.storage.MemoryStorage;
import io.trawl.storage.Storage;
import io.trawl.testkit.FakeClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A process that stands still for longer than entries are kept, at every point where that could hurt.
class ManifestStallTest {
    private static final Duration LONGER_THAN_RETENTION = Duration.ofHours(25);

    private final FakeClock clock = new FakeClock();
    private final IdGenerator ids = new IdGenerator(clock);
    private final MemoryStorage shared = new MemoryStorage(new StorageUri("ram", "metastore"), clock);
    private final AtomicInteger stalls = new AtomicInteger();
    private ManifestMetastore lively;
    private IndexUid uid;

    /// Where the other process stands still.
    private enum Point {
        BEFORE_PUT,
        AFTER_PUT
    }

    @BeforeEach
    void createIndex() {
        lively = open(shared);
        uid = lively.createIndex(index("logs"), sources(), context()).uid();
    }

    @AfterEach
    void close() {
        lively.close();
    }

    @ParameterizedTest
    @EnumSource
    void writerThatStoodStillPastACompactionCommitsOnce(Point point) {
        try (ManifestMetastore stalled = open(stallingAt("put _manifest/log/", point, 20))) {
            stalled.stageSplits(uid, List.of(split(uid, "split-late")), context());

            assertThat(stalls).hasValue(1);
            assertThat(stalled.view().split(uid, "split-late")).isPresent();
            stalled.publishSplits(PublishRequest.of(uid, List.of("split-late"), delta(-1, 4)), context());
        }

        try (ManifestMetastore fresh = open(shared)) {
            assertThat(fresh.view().split(uid, "split-late")).isPresent();
            assertThat(fresh.view().checkpoint(uid, SOURCE).position("p")).isEqualTo(Position.offset(4));
            assertThat(fresh.view().version())
                    .isEqualTo(lively.freshView(context()).version());
        }
    }

    @Test
    void changeWhoseEntryCameFirstButWasForgottenIsSaidToBeUnknown() {
        HookedStorage storage = stallingAt("put _manifest/log/", Point.AFTER_PUT, RecentCommits.MAX + 10);
        try (ManifestMetastore stalled = open(storage)) {
            assertFails(
                    ErrorCode.UNAVAILABLE,
                    "it is not known whether the change took place",
                    () -> stalled.stageSplits(uid, List.of(split(uid, "split-late")), context()));

            assertThat(stalled.view().split(uid, "split-late")).isPresent();
        }
    }

    @Test
    void preconditionsAreCheckedAgainAgainstWhatOthersDidMeanwhile() {
        lively.stageSplits(uid, List.of(split(uid, "split-late")), context());
        HookedStorage storage = new HookedStorage(shared) {
            @Override
            void before(String call) {
                if (call.startsWith("put _manifest/log/") && stalls.getAndIncrement() == 0) {
                    lively.publishSplits(PublishRequest.of(uid, List.of("split-late"), delta(-1, 4)), context());
                    commitPastCompaction(5);
                }
            }
        };
        try (ManifestMetastore stalled = open(storage)) {
            assertFails(
                    ErrorCode.CHECKPOINT_CONFLICT,
                    "checkpoint delta",
                    () -> stalled.publishSplits(
                            PublishRequest.of(uid, List.of("split-late"), delta(-1, 4)), context()));
        }
        assertThat(lively.view().checkpoint(uid, SOURCE).position("p")).isEqualTo(Position.offset(4));
    }

    @Test
    void readerThatStoodStillPastACompactionSeesTheEndOfTheLog() {
        try (ManifestMetastore stalled = open(stallingAt("get _manifest/log/", Point.BEFORE_PUT, 20))) {
            assertThat(stalls).hasValue(1);
            assertThat(stalled.view().version()).isEqualTo(lively.view().version());

            commitPastCompaction(20);
            // What a writer without a sense of time would leave: an entry that follows what the reader knows.
            ManifestState base = ((ManifestView) stalled.view()).known().state();
            long number = base.number() + 1;
            byte[] forged = ManifestEntry.encode(
                    number, ids.next(), base.commits().lastCommitId(), clock.epochSeconds(), List.of());
            assertThat(MetastoreFixtures.log(shared).append(number, forged, context()))
                    .isTrue();

            assertThat(stalled.freshView(context()).version())
                    .isEqualTo(lively.view().version());
        }
    }

    @Test
    void readerThatStandsStillWhileItOpensBeginsAgain() {
        lively.compact();
        try (ManifestMetastore stalled = open(stallingAt("get _manifest/snapshot/", Point.BEFORE_PUT, 20))) {
            assertThat(stalls).hasValue(1);
            assertThat(stalled.view().version()).isEqualTo(lively.view().version());
        }
    }

    @Test
    void wallClockSetBackDuringTheStallIsNotBelieved() {
        HookedStorage storage = new HookedStorage(shared) {
            @Override
            void before(String call) {
                if (call.startsWith("put _manifest/log/") && stalls.getAndIncrement() == 0) {
                    commitPastCompaction(20);
                    clock.jump(LONGER_THAN_RETENTION.multipliedBy(-3));
                }
            }
        };
        try (ManifestMetastore stalled = open(storage)) {
            stalled.stageSplits(uid, List.of(split(uid, "split-late")), context());

            assertThat(lively.freshView(context()).split(uid, "split-late")).isPresent();
        }
    }

    @Test
    void compactionKeepsADayOfEntriesAndTheSnapshotBeforeIt() {
        ManifestLog log = MetastoreFixtures.log(shared);
        lively.compact();
        long covered = lively.view().version();
        clock.advance(Duration.ofHours(23));
        commits(3);
        lively.compact();
        assertThat(log.findEntry(1, context())).isPresent();

        clock.advance(Duration.ofHours(2));
        commits(3);
        lively.compact();

        assertThat(log.findEntry(covered, context())).isEmpty();
        assertThat(log.findEntry(covered + 1, context())).isPresent();
        assertThat(log.snapshotsAfter(0, context()))
                .extracting(ManifestLog.Listed::number)
                .containsExactly(covered, covered + 3, covered + 6);
    }

    private HookedStorage stallingAt(String call, Point point, int commits) {
        return new HookedStorage(shared) {
            @Override
            void before(String made) {
                stall(made, Point.BEFORE_PUT);
            }

            @Override
            void after(String made) {
                stall(made, Point.AFTER_PUT);
            }

            private void stall(String made, Point here) {
                if (here == point && made.startsWith(call) && stalls.compareAndSet(0, 1)) {
                    commitPastCompaction(commits);
                }
            }
        };
    }

    /// Lets the other process commit so much, and so much time pass, that all entries up to its last are deleted.
    private void commitPastCompaction(int commits) {
        commits(commits);
        lively.compact();
        long covered = lively.view().version();
        clock.advance(LONGER_THAN_RETENTION);
        commits(2);
        lively.compact();
        assertThat(MetastoreFixtures.log(shared).findEntry(covered, context())).isEmpty();
    }

    private void commits(int count) {
        for (int i = 0; i < count; i++) {
            lively.stageSplits(uid, List.of(split(uid, "split-lively")), context());
        }
    }

    private ManifestMetastore open(Storage storage) {
        ManifestMetastore metastore = new ManifestMetastore(
                storage, ManifestOptions.DEFAULT.withPollingInterval(Duration.ofHours(1)), ids, clock);
        metastore.start(context());
        return metastore;
    }
}
