package io.trawl.search.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.DataSize;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.testkit.Eventually;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Large pages take turns, small ones do not.
class LargePagesTest {
    private static final int LARGE = LargePages.SMALL_DOCS_MAX + 1;

    private final LargePages pages = LargePages.within(DataSize.ofMebibytes(80));

    private static RequestContext request(String id) {
        return RequestContext.interactive(id, Duration.ofSeconds(20));
    }

    @Test
    void aLargePageWaitsForTheOneBeforeUntilItsRequestEnds() throws Exception {
        RequestContext first = request("r1");
        RequestContext second = request("r2");
        pages.enter(LARGE, 0, first);
        pages.enter(0, LargePages.SMALL_BLOCKS_BYTES_MAX + 1, first);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> waiting = threads.submit(() -> pages.enter(0, LargePages.SMALL_BLOCKS_BYTES_MAX + 1, second));
            pages.enter(LargePages.SMALL_DOCS_MAX, LargePages.SMALL_BLOCKS_BYTES_MAX, request("small"));
            assertThat(waiting.isDone()).isFalse();

            first.end();

            waiting.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void whoLeavesTheQueueTakesNoTurn() throws Exception {
        RequestContext first = request("r1");
        RequestContext leaving = request("r2");
        pages.enter(LARGE, 0, first);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> waiting = threads.submit(() -> pages.enter(LARGE, 0, leaving));

            leaving.cancel("the client went away");

            Eventually.isTrue("the request stops waiting", waiting::isDone);
        }
        leaving.end();
        first.end();
        pages.enter(LARGE, 0, request("r3"));
    }

    @Test
    void aTurnThatDoesNotComeInTimeIsRefusedWithAdvice() {
        pages.enter(LARGE, 0, request("r1"));

        assertThatThrownBy(() -> pages.enter(LARGE, 0, RequestContext.interactive("r2", Duration.ofMillis(20))))
                .hasMessageContaining("ask for at most 200 hits")
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS));
    }

    @Test
    void aPageHasAsMuchAsTheMemoryHoldsOfItsTree() {
        assertThat(pages.sourcesMax()).isEqualTo(DataSize.ofMebibytes(10));
        assertThat(LargePages.within(DataSize.ofGibibytes(64)).sourcesMax()).isEqualTo(DataSize.ofMebibytes(64));
    }
}
