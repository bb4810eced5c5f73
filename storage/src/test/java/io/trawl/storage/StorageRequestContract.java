package io.trawl.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How every [Storage] treats the request that it works for.
interface StorageRequestContract extends StorageFixture {
    @Test
    default void countsReadsOnTheContext() {
        put("k", "0123456789");
        assertThat(context().counters().storageRequests()).isZero();

        storage().read(key("k"), new ByteRange(0, 4), context());
        assertCounted(1, 1, 4);

        storage().readMany(List.of(read("k", 0, 1), read("k", 5, 10)), context());
        assertCounted(3, 2, 10);

        storage().readAll(key("k"), context());
        assertCounted(4, 3, 20);

        storage().size(key("k"), context());
        storage().list("", "", 10, context());
        assertCounted(6, 5, 20);
    }

    private void assertCounted(long requests, long waves, long bytes) {
        assertThat(context().counters().storageRequests()).isEqualTo(requests);
        assertThat(context().counters().storageWaves()).isEqualTo(waves);
        assertThat(context().counters().storageBytes()).isEqualTo(bytes);
    }

    @Test
    default void doesNothingForACancelledRequest() {
        put("k", "before");
        RequestContext cancelled = RequestContext.background("cancelled");
        cancelled.cancel("client went away");

        assertRefuses(cancelled, ErrorCode.CANCELLED);
    }

    @Test
    default void doesNothingForARequestPastItsDeadline() {
        put("k", "before");

        assertRefuses(RequestContext.interactive("late", Duration.ZERO), ErrorCode.TIMEOUT);
    }

    private void assertRefuses(RequestContext dead, ErrorCode code) {
        List<Runnable> calls = List.of(
                () -> storage().read(key("k"), new ByteRange(0, 1), dead),
                () -> storage().readAll(key("k"), dead),
                () -> storage().readMany(List.of(read("k", 0, 1)), dead),
                () -> storage().size(key("k"), dead),
                () -> storage().put(key("k"), Payload.ofUtf8("after"), dead),
                () -> storage().putIfAbsent(key("new"), Payload.ofUtf8("after"), dead),
                () -> storage().delete(key("k"), dead),
                () -> storage().list("", "", 1, dead));
        for (Runnable call : calls) {
            assertThatThrownBy(call::run).satisfies(hasCode(code));
        }
        assertThat(text("k")).isEqualTo("before");
        assertThat(listed("", "", 10)).containsExactly("k");
    }
}
