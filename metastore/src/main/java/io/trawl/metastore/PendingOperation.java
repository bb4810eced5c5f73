package io.trawl.metastore;

import io.trawl.common.ErrorCode;
import io.trawl.common.Fanout;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/// An operation that waits for its entry, and the thread that waits for it.
final class PendingOperation {
    private final ManifestOperation operation;
    private final byte[] line;
    private final CompletableFuture<ManifestState> outcome = new CompletableFuture<>();

    PendingOperation(ManifestOperation operation) {
        this.operation = operation;
        this.line = ManifestOperationJson.toJson(operation).toString().getBytes(StandardCharsets.UTF_8);
    }

    ManifestOperation operation() {
        return operation;
    }

    /// The operation as JSON, without the end of the line.
    byte[] line() {
        return line;
    }

    /// Whether its caller has gone, or has its answer.
    boolean isDone() {
        return outcome.isDone();
    }

    void succeed(ManifestState after) {
        outcome.complete(after);
    }

    void fail(RuntimeException failure) {
        outcome.completeExceptionally(failure);
    }

    /// Waits for the outcome.
    ///
    /// @param withdraw tries to take it back when the caller will not wait any more; true if it was not begun
    /// @return the state right after the operation
    ManifestState await(RequestContext context, BooleanSupplier withdraw) {
        try (RequestContext.Registration ignored = context.onCancel(() -> giveUp(ErrorCode.CANCELLED, withdraw))) {
            return outcome.get(context.deadline().remainingMillis() + 1, TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            giveUp(ErrorCode.TIMEOUT, withdraw);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            giveUp(ErrorCode.CANCELLED, withdraw);
        } catch (ExecutionException failure) {
            throw rethrown(failure);
        }
        try {
            // It was given up, or the outcome came first.
            return outcome.join();
        } catch (CompletionException failure) {
            throw rethrown(failure);
        }
    }

    private static RuntimeException rethrown(Exception failure) {
        Throwable cause = failure.getCause();
        if (cause instanceof TrawlException shared) {
            // A failed entry fails several callers; each gets an exception of its own.
            return new TrawlException(shared.code(), TrawlException.describe(shared), shared);
        }
        return Fanout.unwrap(cause == null ? failure : cause);
    }

    private void giveUp(ErrorCode code, BooleanSupplier withdraw) {
        String why = code == ErrorCode.TIMEOUT ? "request timed out: " : "request was cancelled: ";
        String what = withdraw.getAsBoolean()
                ? "the change was not begun"
                : "it is not known whether the change took place; look, or repeat it";
        outcome.completeExceptionally(new TrawlException(code, why + what));
    }
}
