package io.trawl.split;

import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Waiting for another request's work, no longer than one's own request matters.
final class Waits {
    private Waits() {}

    /// Returns when `work` is over, however it ended.
    ///
    /// @throws TrawlException CANCELLED or TIMEOUT of `context`
    static void untilDone(CompletableFuture<Void> work, RequestContext context) {
        CompletableFuture<Void> cancelled = new CompletableFuture<>();
        try (RequestContext.Registration ignored = context.onCancel(() -> cancelled.complete(null))) {
            CompletableFuture.anyOf(work, cancelled)
                    .get(context.deadline().remainingMillis() + 1, TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new TrawlException(ErrorCode.TIMEOUT, "request " + context.id() + " timed out", late);
        } catch (ExecutionException over) {
            // Whoever did the work reports its failure; here it only ends the wait.
            context.check();
            return;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new TrawlException(ErrorCode.CANCELLED, "request " + context.id() + " was interrupted", interrupted);
        }
        context.check();
    }
}
