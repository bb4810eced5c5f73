package io.trawl.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RequestContextTest {
    @Test
    void keepsTheFirstReasonOfACancellation() {
        RequestContext context = RequestContext.background("r1");
        context.cancel("the client went away");
        context.cancel("later");

        assertThatThrownBy(context::check)
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED))
                .hasMessageContaining("the client went away");
    }

    @Test
    void runsCancelActionsOnceAlsoWhenRegisteredLate() {
        RequestContext context = RequestContext.background("r1");
        AtomicInteger runs = new AtomicInteger();
        context.onCancel(runs::incrementAndGet);
        context.onCancel(runs::incrementAndGet).close();
        context.cancel("stop");
        context.onCancel(runs::incrementAndGet);

        assertThat(runs).hasValue(2);
    }

    @Test
    void aPartCountsItsCostAndIsCancelledWithTheRequest() {
        RequestContext context = RequestContext.background("r1").profiled();
        RequestContext part = context.part("split", "open").context();
        context.counters().addStorageRead(10);
        part.counters().addStorageRead(32);
        part.counters().addMiss();
        AtomicInteger runs = new AtomicInteger();
        part.onCancel(runs::incrementAndGet);
        context.cancel("stop");

        assertThat(part.counters().storageBytes()).isEqualTo(32);
        assertThat(context.counters().storageBytes()).isEqualTo(42);
        assertThat(context.counters().misses()).isEqualTo(1);
        assertThat(part.isCancelled()).isTrue();
        assertThat(runs).hasValue(1);
    }

    @Test
    void keepsThePartsOfAProfiledRequestAlone() {
        RequestContext plain = RequestContext.background("r1");
        RequestContext profiled = plain.profiled();
        for (RequestContext context : List.of(plain, profiled)) {
            try (RequestContext.Part part = context.part("split-1", "open")) {
                part.context().counters().addStorageRead(5);
            }
        }

        assertThat(plain.profile()).isEmpty();
        assertThat(plain.counters().storageBytes()).isEqualTo(10);
        assertThat(profiled.profile().orElseThrow().entries()).singleElement().satisfies(entry -> {
            assertThat(entry.subject()).isEqualTo("split-1");
            assertThat(entry.phase()).isEqualTo("open");
            assertThat(entry.counters().storageBytes()).isEqualTo(5);
        });
    }

    @Test
    void holdsEachThingOnceUntilItsEnd() {
        RequestContext context = RequestContext.background("r1").profiled();
        AtomicInteger held = new AtomicInteger();
        for (RequestContext part :
                List.of(context, context.part("split-1", "fetch").context())) {
            part.holdOnce("turn", () -> {
                held.incrementAndGet();
                return held::decrementAndGet;
            });
        }
        assertThat(held).hasValue(1);

        context.end();
        context.end();

        assertThat(held).hasValue(0);
        assertThatThrownBy(() -> context.holdOnce("turn", () -> held::decrementAndGet))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED));
    }

    @Test
    void timesOutAtItsDeadline() {
        RequestContext context = RequestContext.interactive("r1", Duration.ZERO);

        assertThatThrownBy(context::check)
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.TIMEOUT));
    }

    @Test
    void aFanoutGathersInOrderAndThrowsTheFirstFailure() {
        RequestContext context = RequestContext.background("r1");
        try (ExecutorService threads = Threads.virtual("fanout")) {
            List<Callable<Integer>> tasks = List.of(() -> 1, () -> 2, () -> 3);
            assertThat(Fanout.all(threads, context, tasks)).containsExactly(1, 2, 3);

            List<Callable<Integer>> failing = List.of(() -> 1, () -> {
                throw TrawlException.badRequest("no");
            });
            assertThatThrownBy(() -> Fanout.all(threads, context, failing)).hasMessage("no");
        }
    }

    @Test
    void aCancelledFanoutInterruptsItsTasks() throws Exception {
        RequestContext context = RequestContext.background("r1");
        CountDownLatch started = new CountDownLatch(2);
        try (ExecutorService threads = Threads.virtual("fanout")) {
            Callable<Integer> stuck = () -> {
                started.countDown();
                new CountDownLatch(1).await();
                return 1;
            };
            Thread.ofVirtual().start(() -> {
                try {
                    started.await();
                } catch (InterruptedException ignored) {
                    Thread.currentThread().interrupt();
                }
                context.cancel("stop");
            });

            assertThatThrownBy(() -> Fanout.all(threads, context, List.of(stuck, stuck)))
                    .isInstanceOfSatisfying(
                            TrawlException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED));
        }
    }
}
