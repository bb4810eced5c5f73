package io.trawl.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.StorageConfig.Checksum;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.remote.RemoteSettings;
import io.trawl.storage.remote.RemoteStatistics;
import io.trawl.storage.remote.TestSettings;
import io.trawl.testkit.TestSeed;
import io.trawl.testkit.s3.S3Fault;
import io.trawl.testkit.s3.S3TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Many clients while one request in ten meets a fault: what is read is always what was put.
@Tag("long")
class S3FaultSoakTest {
    private static final int WORKERS = 16;
    private static final int ROUNDS = 150;

    /// Wrong bytes of a range are for the reader of the range to find, so they are left out.
    private static final List<S3Fault> FAULTS = Arrays.stream(S3Fault.values())
            .filter(fault -> fault != S3Fault.WRONG_BYTES)
            .toList();

    private final TestSeed seed = TestSeed.next("S3FaultSoakTest");
    private final RequestContext context = RequestContext.background("soak");
    private final AtomicInteger operations = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    @Test
    void nothingReadIsWrongAndLittleFails() throws Exception {
        RemoteSettings settings =
                TestSettings.impatient(TestSettings.SETTINGS.withHedgeShare(0.05), Duration.ofMillis(1_500), 2_000_000);
        try (S3TestServer server = S3TestServer.start(seed.value()).createBucket("logs");
                S3StorageFactory factory = new S3StorageFactory(
                        S3TestClient.config(server, Checksum.CRC32C, false, false), settings, TimeSource.SYSTEM)) {
            FAULTS.forEach(fault -> server.faults().rate(fault, 0.1 / FAULTS.size()));
            Storage storage = factory.open(S3TestClient.ROOT);
            List<Future<Void>> workers = new ArrayList<>();
            try (ExecutorService executor = Threads.virtual("soak")) {
                for (int worker = 0; worker < WORKERS; worker++) {
                    int number = worker;
                    workers.add(executor.submit(() -> work(storage, number)));
                }
            }
            for (Future<Void> worker : workers) {
                worker.get();
            }

            RemoteStatistics statistics = factory.statistics();
            System.out.println(operations + " operations, " + failures + " failed, " + statistics);
            assertThat(failures.get()).isLessThanOrEqualTo(operations.get() / 1000);
            assertThat(statistics.retries() * 5).isLessThan(statistics.requests());
        }
    }

    private Void work(Storage storage, int worker) {
        Random random = seed.random(worker);
        for (int round = 0; round < ROUNDS; round++) {
            StorageKey key = new StorageKey("worker-" + worker + "/" + round);
            // Every tenth goes up in two parts.
            byte[] bytes = new byte[round % 10 == 0 ? 1_200_000 : 1 + random.nextInt(50_000)];
            random.nextBytes(bytes);
            int start = random.nextInt(bytes.length);
            ByteRange range = new ByteRange(start, bytes.length);
            boolean stored = round % 3 == 1
                    ? attempt(() -> putIfAbsent(storage, key, bytes))
                    : attempt(() -> storage.put(key, Payload.ofBytes(bytes), context));
            if (stored) {
                attempt(() -> assertThat(storage.read(key, range, context))
                        .isEqualTo(Arrays.copyOfRange(bytes, start, bytes.length)));
                attempt(() -> assertThat(storage.readAll(key, context)).isEqualTo(bytes));
            }
        }
        return null;
    }

    /// As a caller does it: where it is open who put the object, what is in it tells.
    private void putIfAbsent(Storage storage, StorageKey key, byte[] bytes) {
        try {
            assertThat(storage.putIfAbsent(key, Payload.ofBytes(bytes), context))
                    .isTrue();
        } catch (TrawlException open) {
            if (!open.hasCode(ErrorCode.UNAVAILABLE)) {
                throw open;
            }
            assertThat(storage.readAll(key, context)).isEqualTo(bytes);
        }
    }

    private boolean attempt(Runnable operation) {
        operations.incrementAndGet();
        try {
            operation.run();
            return true;
        } catch (TrawlException failure) {
            assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            failures.incrementAndGet();
            return false;
        }
    }
}
