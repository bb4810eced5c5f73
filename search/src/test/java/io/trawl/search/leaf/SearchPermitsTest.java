package io.trawl.search.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.DataSize;
import io.trawl.common.MemoryBudget;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.common.TrawlException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SearchPermitsTest {
    private final MemoryBudget memory = MemoryBudget.root("warmup", DataSize.ofBytes(100));
    private final SearchPermits permits = new SearchPermits(1, memory);

    private static RequestContext request(Duration timeout) {
        return RequestContext.interactive("r", timeout);
    }

    @Test
    void waiterLeavesWhenItsRequestIsCancelled() throws Exception {
        RequestContext waiting = request(Duration.ofSeconds(30));
        CountDownLatch started = new CountDownLatch(1);
        try (ExecutorService threads = Threads.virtual("test");
                SearchPermits.Permit held = permits.acquire(request(Duration.ofSeconds(30)))) {
            Future<SearchPermits.Permit> waiter = threads.submit(() -> {
                started.countDown();
                return permits.acquire(waiting);
            });
            started.await();

            waiting.cancel("gone");

            assertThatThrownBy(waiter::get)
                    .hasCauseInstanceOf(TrawlException.class)
                    .hasMessageContaining("gone");
            assertThat(held).isNotNull();
        }
        permits.acquire(request(Duration.ofSeconds(30))).close();
    }

    @Test
    void waiterLeavesWhenItsTimeIsUp() {
        try (SearchPermits.Permit held = permits.acquire(request(Duration.ofSeconds(30)))) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> permits.acquire(request(Duration.ofMillis(5))))
                    .isInstanceOf(TrawlException.class)
                    .hasMessageContaining("timed out");
        }
    }

    @Test
    void memoryIsGivenBackWithThePermit() {
        try (SearchPermits.Permit permit = permits.acquire(request(Duration.ofSeconds(30)))) {
            permit.charge(70);
            assertThat(memory.used()).isEqualTo(70);
        }
        assertThat(memory.used()).isZero();
    }

    @Test
    void splitThatCanNeverFitIsRefused() {
        try (SearchPermits.Permit permit = permits.acquire(request(Duration.ofSeconds(30)))) {
            assertThatThrownBy(() -> permit.charge(101))
                    .isInstanceOf(TrawlException.class)
                    .hasMessageContaining("needs 101 B at once")
                    .hasMessageContaining("allows 100 B: ask for less, raise `searcher.warmup_memory_budget`");
        }
        assertThat(memory.used()).isZero();
    }

    @Test
    void whatIsHeldIsGivenBackBeforeMoreIsWaitedFor() throws Exception {
        SearchPermits two = new SearchPermits(2, memory);
        RequestContext context = request(Duration.ofSeconds(30));
        try (ExecutorService threads = Threads.virtual("test");
                SearchPermits.Permit one = two.acquire(context);
                SearchPermits.Permit other = two.acquire(context)) {
            one.charge(50);
            other.charge(50);
            // Each wants more than is left beside the other: if both kept what they have, both would wait for ever.
            Future<?> waiting = threads.submit(() -> {
                one.charge(80);
                one.charge(10);
            });
            other.charge(90);
            other.charge(5);
            waiting.get();

            assertThat(memory.used()).isEqualTo(15);
        }
    }

    @Test
    void theInitialAllocationFitsIntoTheBudget() {
        SearchPermits large = new SearchPermits(1, memory, DataSize.ofGibibytes(1));
        try (SearchPermits.Permit permit = large.acquire(request(Duration.ofSeconds(30)))) {
            permit.charge(permit.initialBytes());

            assertThat(memory.used()).isEqualTo(100);
        }
    }
}
