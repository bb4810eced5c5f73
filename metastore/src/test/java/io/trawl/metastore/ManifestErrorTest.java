package io.trawl.metastore;

import static io.trawl.metastore.MetastoreFixtures.context;
import static io.trawl.metastore.MetastoreFixtures.index;
import static io.trawl.metastore.MetastoreFixtures.sources;
import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.IdGenerator;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.StorageUri;
import io.trawl.storage.ForgetfulDisk;
import io.trawl.storage.LocalStorage;
import io.trawl.storage.MemoryStorage;
import io.trawl.storage.Storage;
import io.trawl.testkit.Eventually;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What one failure leaves undone is done the next time.
class ManifestErrorTest {
    private static final StorageUri ROOT = StorageUri.parse("file:///srv/metastore");
    private final IdGenerator ids = new IdGenerator(TimeSource.SYSTEM);

    private ManifestMetastore open(Storage storage) {
        ManifestOptions options = ManifestOptions.DEFAULT
                .withPollingInterval(Duration.ofMillis(5))
                .withCommitPatience(Duration.ofSeconds(2));
        ManifestMetastore metastore = new ManifestMetastore(storage, options, ids, TimeSource.SYSTEM);
        metastore.start(context());
        return metastore;
    }

    @Test
    void goesOnTellingOfChangesAfterAnErrorInAListener() {
        ManifestMetastore metastore = open(new MemoryStorage());
        AtomicInteger told = new AtomicInteger();
        List<String> seen = new ArrayList<>();
        metastore.onChange(view -> {
            if (told.incrementAndGet() == 1) {
                throw new StackOverflowError("a listener's own fault");
            }
        });
        metastore.onChange(view -> {
            synchronized (seen) {
                view.indexes().forEach(index -> seen.add(index.indexId()));
            }
        });

        metastore.createIndex(index("first"), sources(), false, context());
        Eventually.isTrue("told", () -> told.get() > 0);
        metastore.createIndex(index("second"), sources(), false, context());

        Eventually.isTrue("told again", Duration.ofSeconds(5), () -> {
            synchronized (seen) {
                return seen.contains("second");
            }
        });
        metastore.close();
    }

    @Test
    void goesOnFollowingTheLogAfterAnError() {
        MemoryStorage storage = new MemoryStorage();
        AtomicBoolean isShort = new AtomicBoolean();
        ManifestMetastore follower = open(new HookedStorage(storage) {
            @Override
            void before(String call) {
                if (isShort.getAndSet(false)) {
                    throw new OutOfMemoryError("for a moment");
                }
            }
        });
        isShort.set(true);
        Eventually.isTrue("failed", () -> !isShort.get());

        ManifestMetastore writer = open(storage);
        writer.createIndex(index("logs"), sources(), false, context());

        Eventually.isTrue(
                "followed",
                Duration.ofSeconds(5),
                () -> follower.view().index("logs").isPresent());
        writer.close();
        follower.close();
    }

    @Test
    void keepsWhatItAnsweredThroughACrashThoughTheDiskFailedBefore() {
        ForgetfulDisk whole = newDisk();
        run(whole);
        long operations = whole.operations();
        assertThat(operations).isGreaterThan(10);

        for (long failing = 1; failing <= operations; failing++) {
            ForgetfulDisk disk = newDisk();
            disk.failAt(failing, new IOException("Input/output error"));
            List<String> answered = run(disk);

            ManifestMetastore after = open(new LocalStorage(ROOT, disk.afterCrash()));
            List<String> found =
                    after.view().indexes().stream().map(IndexMetadata::indexId).toList();
            after.close();

            assertThat(found).as("operation %d failed", failing).containsAll(answered);
        }
    }

    private static ForgetfulDisk newDisk() {
        return new ForgetfulDisk().withDirectory(ROOT.localPath());
    }

    /// The disk crashes before the metastore is closed.
    private List<String> run(ForgetfulDisk disk) {
        List<String> answered = new ArrayList<>();
        ManifestMetastore metastore = null;
        try {
            metastore = open(new LocalStorage(ROOT, disk));
            for (String id : List.of("first", "second")) {
                metastore.createIndex(index(id), sources(), false, context());
                answered.add(id);
            }
        } catch (TrawlException refused) {
            assertThat(refused.getMessage()).contains("Input/output error");
        }
        disk.crash();
        if (metastore != null) {
            metastore.close();
        }
        return answered;
    }
}
