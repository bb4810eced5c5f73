package io.trawl.storage.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.common.TrawlException;
import io.trawl.config.StorageUri;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageOperation;
import io.trawl.testkit.TestSeed;
import io.trawl.testkit.s3.S3Fault;
import io.trawl.testkit.s3.S3TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Many clients while one request in ten meets a fault: what is read is always what was put.
@Tag("long")
public abstract class RemoteSoakTest {
    private static final int WORKERS = 16;
    private static final int ROUNDS = 150;

    /// Wrong bytes of a range are for the reader of the range to find, so they are left out.
    private static final Set<S3Fault> UNSEEN = Set.of(S3Fault.WRONG_BYTES, S3Fault.SWAPPED_OBJECT);

    private final TestSeed seed = TestSeed.next("RemoteSoakTest");
    private final RequestContext context = RequestContext.background("soak");
    private final AtomicInteger operations = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    /// Before a slow attempt is given up; hedged as on a node.
    private final RemoteSettings settings =
            TestSettings.impatient(TestSettings.SETTINGS.withHedgeShare(0.05), Duration.ofMillis(1_500), 2_000_000);

    /// A server with a bucket `logs`.
    protected abstract S3TestServer start(long seed);

    protected abstract RemoteStorageFactory factory(S3TestServer server, RemoteSettings settings);

    /// Of the bucket.
    protected abstract StorageUri root();

    /// Whether the protocol has an answer for two conditional puts that got in each other's way.
    protected boolean knowsConflicts() {
        return false;
    }

    @Test
    void nothingReadIsWrongAndLittleFails() throws Exception {
        try (S3TestServer server = start(seed.value());
                RemoteStorageFactory factory = factory(server, settings)) {
            List<S3Fault> faults = Arrays.stream(S3Fault.values())
                    .filter(fault -> !UNSEEN.contains(fault))
                    .filter(fault -> fault != S3Fault.CONFLICT || knowsConflicts())
                    .toList();
            faults.forEach(fault -> server.faults().rate(fault, 0.1 / faults.size()));
            Storage storage = factory.open(root());
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
            assertThat(statistics.hedges() * 20)
                    .isLessThanOrEqualTo(statistics.of(StorageOperation.READ).requests());
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
