package io.trawl.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.config.StorageConfig.Checksum;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.remote.RemoteSettings;
import io.trawl.storage.remote.RemoteStatistics;
import io.trawl.storage.remote.TestSettings;
import io.trawl.testkit.s3.S3Fault;
import io.trawl.testkit.s3.S3RequestKind;
import io.trawl.testkit.s3.S3TestServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Second requests for reads that are late.
class S3HedgingTest {
    private static final StorageKey KEY = new StorageKey("k");
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /// Reads after which the share has saved up one second request, and the usual time is known.
    private static final int LESSONS = 100;

    private final S3TestServer server = S3TestServer.start(3).createBucket("logs");
    private final RequestContext context = RequestContext.background("hedge");

    @AfterEach
    void stop() {
        server.close();
    }

    private S3StorageFactory factory(double share) {
        RemoteSettings settings = TestSettings.impatient(TestSettings.SETTINGS, TIMEOUT, 10_000_000);
        return new S3StorageFactory(
                S3TestClient.config(server, Checksum.CRC32C, false, false),
                settings.withHedgeShare(share),
                TimeSource.SYSTEM);
    }

    private static void learn(Storage storage, RequestContext context) {
        storage.put(KEY, Payload.ofUtf8("0123456789"), context);
        for (int i = 0; i < LESSONS; i++) {
            storage.read(KEY, new ByteRange(0, 10), context);
        }
    }

    @Test
    void asksAgainWhenAReadIsLate() {
        try (S3StorageFactory factory = factory(0.05)) {
            Storage storage = factory.open(S3TestClient.ROOT);
            learn(storage, context);
            RemoteStatistics before = factory.statistics();
            long requests = context.counters().storageRequests();
            server.faults().next(S3RequestKind.GET, S3Fault.SILENCE);
            long start = System.nanoTime();

            assertThat(storage.read(KEY, new ByteRange(2, 5), context))
                    .asString()
                    .isEqualTo("234");

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.dividedBy(2));
            assertThat(factory.statistics().hedges()).isEqualTo(before.hedges() + 1);
            assertThat(factory.statistics().hedgesWon()).isEqualTo(before.hedgesWon() + 1);
            assertThat(factory.statistics().retries()).isZero();
            assertThat(context.counters().storageRequests()).isEqualTo(requests + 2);
        }
    }

    @Test
    void givesBackThePermitsOfBoth() {
        try (S3StorageFactory factory = factory(1)) {
            Storage storage = factory.open(S3TestClient.ROOT);
            learn(storage, context);
            for (int i = 0; i < 10; i++) {
                server.faults().next(S3RequestKind.GET, S3Fault.SILENCE);
                assertThat(storage.read(KEY, new ByteRange(2, 5), context)).hasSize(3);
            }

            io.trawl.testkit.Eventually.isTrue(
                    "all permits are back", () -> factory.statistics().inFlight() == 0);
        }
    }

    @Test
    void spendsNoMoreThanItsShare() {
        try (S3StorageFactory factory = factory(0.05)) {
            Storage storage = factory.open(S3TestClient.ROOT);
            learn(storage, context);
            // Every other read is late, far more than a share of one in twenty can help.
            server.faults().latency(random -> Duration.ofMillis(random.nextBoolean() ? 0 : 60));
            for (int i = 0; i < 200; i++) {
                storage.read(KEY, new ByteRange(0, 10), context);
            }

            assertThat(factory.statistics().hedges()).isBetween(1L, (LESSONS + 200) / 20L);
        }
    }

    @Test
    void doesNotAskTwiceWhereItIsSwitchedOff() {
        try (S3StorageFactory factory = factory(0)) {
            Storage storage = factory.open(S3TestClient.ROOT);
            learn(storage, context);
            server.faults().latency(random -> Duration.ofMillis(random.nextInt(10) == 0 ? 40 : 0));
            learn(storage, context);

            assertThat(factory.statistics().hedges()).isZero();
            assertThat(server.ledger().requests(S3RequestKind.GET)).isEqualTo(2 * LESSONS);
        }
    }
}
