package io.trawl.metastore;

import static io.trawl.metastore.MetastoreFixtures.SOURCE;
import static io.trawl.metastore.MetastoreFixtures.context;
import static io.trawl.metastore.MetastoreFixtures.delta;
import static io.trawl.metastore.MetastoreFixtures.index;
import static io.trawl.metastore.MetastoreFixtures.sources;
import static io.trawl.metastore.MetastoreFixtures.split;
import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.IndexUid;
import io.trawl.common.TrawlException;
import io.trawl.config.StorageUri;
import io.trawl.storage.MemoryStorage;
import io.trawl.storage.Storage;
import io.trawl.testkit.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The process dies in the middle of a storage call, each in turn: what is there afterwards is the old state or the
/// new.
class ManifestCrashTest {
    private final FakeClock clock = new FakeClock();
    private final IdGenerator ids = new IdGenerator(clock);

    /// Dies at call number `fatal`, before or after it took effect; nothing works from then on.
    private static final class DyingStorage extends HookedStorage {
        private final int fatal;
        private final boolean applies;
        private int calls;

        DyingStorage(Storage delegate, int fatal, boolean applies) {
            super(delegate);
            this.fatal = fatal;
            this.applies = applies;
        }

        @Override
        synchronized void before(String call) {
            calls++;
            if (calls > fatal || (calls == fatal && !applies)) {
                throw new TrawlException(ErrorCode.UNAVAILABLE, "dead");
            }
        }

        @Override
        synchronized void after(String call) {
            if (calls >= fatal) {
                throw new TrawlException(ErrorCode.UNAVAILABLE, "dead");
            }
        }

        synchronized boolean isDead() {
            return calls >= fatal;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void stateAfterACrashIsTheOldOrTheNew(boolean applies) {
        int fatal = 1;
        boolean survived = false;
        while (!survived) {
            survived = runUntilCrash(fatal, applies);
            fatal++;
        }
        assertThat(fatal).isGreaterThan(20);
    }

    /// @return whether all steps were done before the crash
    private boolean runUntilCrash(int fatal, boolean applies) {
        MemoryStorage storage = new MemoryStorage(new StorageUri("ram", "metastore"), clock);
        DyingStorage dying = new DyingStorage(storage, fatal, applies);
        List<String> acknowledged = new ArrayList<>();
        ManifestMetastore metastore = metastore(dying);
        try {
            metastore.start(context());
            acknowledged.add(describe(metastore.view()));
            IndexUid uid =
                    metastore.createIndex(index("logs"), sources(), context()).uid();
            acknowledged.add(describe(metastore.view()));
            for (int i = 0; i < 3; i++) {
                String id = "split-" + i;
                metastore.stageSplits(uid, List.of(split(uid, id)), context());
                acknowledged.add(describe(metastore.view()));
                metastore.publishSplits(PublishRequest.of(uid, List.of(id), delta(i - 1, i)), context());
                acknowledged.add(describe(metastore.view()));
                metastore.compact();
            }
            metastore.clearIndex(uid, context());
            acknowledged.add(describe(metastore.view()));
        } catch (TrawlException died) {
            assertThat(dying.isDead()).as(died.toString()).isTrue();
        } finally {
            metastore.close();
        }

        ManifestMetastore reopened = metastore(storage);
        reopened.start(context());
        long version = reopened.view().version();
        String found = describe(reopened.view());
        reopened.close();
        // All that was acknowledged, and at most the one step that was on its way, whole.
        long steps = Math.max(0, acknowledged.size() - 1);
        assertThat(version).as("crash at call " + fatal).isBetween(steps, steps + 1);
        assertThat(found).as("crash at call " + fatal).isEqualTo(STEPS.get((int) version));
        return !dying.isDead();
    }

    /// What each step leads to, by version.
    private static final List<String> STEPS = List.of(
            "",
            "logs {} []",
            "logs {} [split-0 STAGED]",
            "logs {p=00000000000000000000} [split-0 PUBLISHED]",
            "logs {p=00000000000000000000} [split-0 PUBLISHED, split-1 STAGED]",
            "logs {p=00000000000000000001} [split-0 PUBLISHED, split-1 PUBLISHED]",
            "logs {p=00000000000000000001} [split-0 PUBLISHED, split-1 PUBLISHED, split-2 STAGED]",
            "logs {p=00000000000000000002} [split-0 PUBLISHED, split-1 PUBLISHED, split-2 PUBLISHED]",
            "logs {} [split-0 MARKED_FOR_DELETION, split-1 MARKED_FOR_DELETION, split-2 MARKED_FOR_DELETION]");

    private static String describe(MetastoreView view) {
        Optional<IndexMetadata> index = view.index("logs");
        if (index.isEmpty()) {
            return "";
        }
        List<String> splits = view.splits(SplitQuery.builder().build()).stream()
                .map(split -> split.splitId() + " " + split.state())
                .toList();
        return "logs " + index.get().checkpoint(SOURCE).positions() + " " + splits;
    }

    private ManifestMetastore metastore(Storage storage) {
        ManifestOptions options =
                ManifestOptions.DEFAULT.withPollingInterval(Duration.ofHours(1)).withCommitPatience(Duration.ZERO);
        return new ManifestMetastore(storage, options, ids, clock);
    }
}
