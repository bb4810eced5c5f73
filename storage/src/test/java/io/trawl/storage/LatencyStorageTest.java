package io.trawl.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.Deadline;
import io.trawl.common.ErrorCode;
import io.trawl.common.MemoryBudget;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.testkit.FakeClock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class LatencyStorageTest extends StorageContractTest {
    /// 30 ms and 1 KB a millisecond, two reads at once.
    private static final StorageLatency SLOW =
            new StorageLatency(Duration.ofMillis(30), Duration.ofMillis(50), 1_000_000, 2);

    private final FakeClock clock = new FakeClock();

    @Override
    protected Storage open() {
        return new LatencyStorage(new MemoryStorage(), SLOW, clock);
    }

    @Test
    void waitsForTheFirstByteAndForTheOthers() {
        assertThat(millisOf(() -> storage.put(key("k"), Payload.ofBytes(new byte[20_000]), context)))
                .isEqualTo(50 + 20);
        assertThat(millisOf(() -> storage.putIfAbsent(key("k"), Payload.ofUtf8("x"), context)))
                .isEqualTo(50);
        assertThat(millisOf(() -> range("k", 0, 10_000))).isEqualTo(30 + 10);
        assertThat(millisOf(() -> storage.readAll(key("k"), context))).isEqualTo(30 + 20);
        assertThat(millisOf(() -> storage.size(key("k"), context))).isEqualTo(30);
        assertThat(millisOf(() -> listed("", "", 1))).isEqualTo(30);
        assertThat(millisOf(() -> storage.delete(key("k"), context))).isEqualTo(30);
        assertThat(millisOf(() -> storage.deleteMany(List.of(key("k"), key("l"), key("m")), context)))
                .isEqualTo(30);
    }

    @Test
    void aWaveTakesAsLongAsItsSlowestReads() {
        storage.put(key("k"), Payload.ofBytes(new byte[20_000]), context);

        assertThat(millisOf(() -> storage.readMany(List.of(), context))).isZero();
        assertThat(millisOf(() -> storage.readMany(List.of(read("k", 0, 20_000), read("k", 0, 1_000)), context)))
                .isEqualTo(30 + 20);
        assertThat(millisOf(() -> storage.readMany(Collections.nCopies(5, read("k", 0, 1_000)), context)))
                .isEqualTo(3 * 31);
    }

    @Test
    void waitsNoLongerThanTheDeadline() {
        put("k", "x");
        RequestContext hurried = new RequestContext(
                "hurried",
                "anonymous",
                RequestContext.Priority.INTERACTIVE,
                Deadline.after(clock, Duration.ofMillis(7)),
                MemoryBudget.unlimited("request"));

        long millis = millisOf(() ->
                assertThatThrownBy(() -> storage.readAll(key("k"), hurried)).satisfies(hasCode(ErrorCode.TIMEOUT)));

        assertThat(millis).isEqualTo(7);
    }

    @Test
    void stopsWaitingWhenCancelled() throws Exception {
        CountDownLatch asleep = new CountDownLatch(1);
        TimeSource never = new TimeSource() {
            @Override
            public long epochMillis() {
                return 0;
            }

            @Override
            public long nanoTime() {
                return 0;
            }

            @Override
            public void sleepMillis(long millis) throws InterruptedException {
                asleep.countDown();
                new CountDownLatch(1).await();
            }
        };
        Storage stuck = new LatencyStorage(new MemoryStorage(), SLOW, never);
        try (ExecutorService executor = Threads.virtual("reader")) {
            Future<?> reader = executor.submit(() -> stuck.size(key("k"), context));
            asleep.await();
            context.cancel("test is over");

            assertThatThrownBy(reader::get)
                    .cause()
                    .isInstanceOfSatisfying(
                            TrawlException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED));
        }
    }

    @Test
    void hidesFiles() {
        assertThat(storage.localFile(key("k"))).isEmpty();
    }

    private long millisOf(Runnable action) {
        long start = clock.epochMillis();
        action.run();
        return clock.epochMillis() - start;
    }
}
