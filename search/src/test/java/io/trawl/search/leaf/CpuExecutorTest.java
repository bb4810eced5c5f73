package io.trawl.search.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.search.SearchMetrics;
import io.trawl.split.MissListener;
import io.trawl.split.SplitReader;
import io.trawl.testkit.Eventually;
import io.trawl.testkit.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CpuExecutorTest {
    private final SearchMetrics metrics = new SearchMetrics();
    private final ExecutorService callers = Threads.virtual("test");
    private final FakeClock clock = new FakeClock();

    @AfterEach
    void close() {
        callers.close();
    }

    private static RequestContext request(String id) {
        return RequestContext.interactive(id, Duration.ofSeconds(30));
    }

    @Test
    void neverComputesMoreThanItHasPermitsFor() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (CpuExecutor cpu = new CpuExecutor(2, metrics, TimeSource.SYSTEM)) {
            List<Future<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                RequestContext context = request("r" + i % 7);
                tasks.add(callers.submit(() -> cpu.run(context, pace -> {
                    assertThat(Thread.currentThread().isVirtual()).isFalse();
                    // Between two windows a task may have given its permit away: only windows count.
                    for (int w = 0; w < 100; w++) {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        now.decrementAndGet();
                        pace.windowDone(1000);
                    }
                    return true;
                })));
            }
            for (Future<Boolean> task : tasks) {
                assertThat(task.get()).isTrue();
            }
        }
        assertThat(most.get()).isBetween(1, 2);
    }

    @Test
    void lightRequestGetsItsTurnBetweenTheWindowsOfAHeavyOne() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch heavyRuns = new CountDownLatch(1);
        CountDownLatch lightWaits = new CountDownLatch(1);
        try (CpuExecutor cpu = new CpuExecutor(1, metrics, clock)) {
            List<Future<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                RequestContext heavy = request("heavy");
                tasks.add(callers.submit(() -> cpu.run(heavy, pace -> {
                    heavyRuns.countDown();
                    await(lightWaits);
                    for (int window = 0; window < 4; window++) {
                        order.add("heavy");
                        clock.advance(Duration.ofMillis(15));
                        pace.windowDone(1000);
                    }
                    return true;
                })));
            }
            heavyRuns.await();
            RequestContext light = request("light");
            Future<Boolean> asked = callers.submit(() -> cpu.run(light, pace -> order.add("light")));
            Eventually.isTrue("all wait", () -> cpu.waiting() == 5);
            lightWaits.countDown();
            asked.get();
            for (Future<Boolean> task : tasks) {
                task.get();
            }
        }
        // One window of the task that ran, one of the next of the same request at most, then the light one.
        assertThat(order.indexOf("light")).isBetween(1, 2);
        assertThat(order).hasSize(21);
    }

    @Test
    void cancelledWaiterLeavesAndNoPermitIsLost() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch runs = new CountDownLatch(1);
        try (CpuExecutor cpu = new CpuExecutor(1, metrics, TimeSource.SYSTEM)) {
            Future<Boolean> holder = callers.submit(() -> cpu.run(request("holder"), pace -> {
                runs.countDown();
                await(release);
                return true;
            }));
            runs.await();
            RequestContext gone = request("gone");
            Future<Boolean> waiter = callers.submit(() -> cpu.run(gone, pace -> true));
            Eventually.isTrue("it waits", () -> cpu.waiting() == 1);

            gone.cancel("client left");

            assertThatThrownBy(waiter::get).hasRootCauseInstanceOf(TrawlException.class);
            assertThat(cpu.waiting()).isZero();
            release.countDown();
            assertThat(holder.get()).isTrue();
            String ran = cpu.run(request("next"), pace -> "ran");
            assertThat(ran).isEqualTo("ran");
        }
    }

    @Test
    void cancellationEndsATaskAtItsNextWindow() {
        try (CpuExecutor cpu = new CpuExecutor(1, metrics, TimeSource.SYSTEM)) {
            RequestContext context = request("r");

            assertThatThrownBy(() -> cpu.run(context, pace -> {
                        context.cancel("enough");
                        pace.windowDone(1);
                        throw new AssertionError("went on");
                    }))
                    .isInstanceOf(TrawlException.class)
                    .hasMessageContaining("enough");
            int ran = cpu.run(request("next"), pace -> 1);
            assertThat(ran).isEqualTo(1);
        }
    }

    @Test
    void missGivesThePermitToSomeoneElse() throws Exception {
        CountDownLatch missed = new CountDownLatch(1);
        CountDownLatch otherDone = new CountDownLatch(1);
        try (CpuExecutor cpu = new CpuExecutor(1, metrics, TimeSource.SYSTEM)) {
            Future<Boolean> reader = callers.submit(() -> cpu.run(request("reader"), pace -> {
                MissListener listener = SplitReader.MISS_LISTENER.get();
                listener.beforeMiss();
                missed.countDown();
                await(otherDone);
                listener.afterMiss();
                return true;
            }));
            missed.await();

            boolean ran = cpu.run(request("other"), pace -> true);
            assertThat(ran).isTrue();

            otherDone.countDown();
            assertThat(reader.get()).isTrue();
        }
        assertThat(metrics.misses()).isEqualTo(1);
    }

    @Test
    void windowsShrinkUntilTheyAreShortEnough() {
        try (CpuExecutor cpu = new CpuExecutor(1, metrics, clock)) {
            int docs = cpu.run(request("r"), pace -> {
                // Each document takes 10 µs, so 2,000 of them are a window of 20 ms.
                for (int i = 0; i < 30; i++) {
                    int window = pace.windowDocs();
                    clock.advance(Duration.ofNanos(window * 10_000L));
                    pace.windowDone(window);
                }
                return pace.windowDocs();
            });

            assertThat(docs).isLessThanOrEqualTo(2_000);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
