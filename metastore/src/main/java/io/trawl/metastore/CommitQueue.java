package io.trawl.metastore;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The operations of all threads that wait for the next entry, first come, first served; bounded in number and bytes.
final class CommitQueue {
    private final ManifestOptions options;
    /// All guarded by `this`.
    private final Deque<PendingOperation> pending = new ArrayDeque<>();

    private long pendingBytes;
    private boolean closed;

    CommitQueue(ManifestOptions options) {
        this.options = options;
    }

    /// @throws TrawlException TOO_LARGE, TOO_MANY_REQUESTS or UNAVAILABLE if it cannot wait here
    synchronized void add(PendingOperation operation) {
        int bytes = operation.line().length;
        if (bytes > options.operationBytesMax()) {
            throw new TrawlException(
                    ErrorCode.TOO_LARGE,
                    "a change of " + bytes + " bytes is over the limit of " + options.operationBytesMax()
                            + " for one change of the metastore: split it up");
        }
        if (closed) {
            throw new TrawlException(ErrorCode.UNAVAILABLE, "service unavailable: the metastore is closed");
        }
        if (pending.size() >= options.pendingOperationsMax() || pendingBytes + bytes > options.pendingBytesMax()) {
            throw new TrawlException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "too many requests: " + pending.size() + " changes of " + pendingBytes
                            + " bytes wait for the metastore already; try again later");
        }
        pending.add(operation);
        pendingBytes += bytes;
        notifyAll();
    }

    /// Takes an operation back.
    ///
    /// @return false if it was taken already
    synchronized boolean remove(PendingOperation operation) {
        boolean removed = pending.remove(operation);
        if (removed) {
            pendingBytes -= operation.line().length;
        }
        return removed;
    }

    /// Waits until there is an operation.
    ///
    /// @return false if the queue was closed
    synchronized boolean awaitAny() throws InterruptedException {
        while (pending.isEmpty() && !closed) {
            wait();
        }
        return !closed;
    }

    /// Takes what fits into one entry, at least one operation if there is any.
    synchronized List<PendingOperation> take() {
        List<PendingOperation> taken = new ArrayList<>();
        long bytes = 0;
        while (!pending.isEmpty() && taken.size() < options.entryOperationsMax()) {
            int next = pending.getFirst().line().length;
            if (!taken.isEmpty() && bytes + next > options.entryBytesMax()) {
                break;
            }
            taken.add(pending.removeFirst());
            bytes += next;
        }
        pendingBytes -= bytes;
        return taken;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /// Refuses what comes from now on, and hands out what waits.
    synchronized List<PendingOperation> close() {
        closed = true;
        List<PendingOperation> rest = new ArrayList<>(pending);
        pending.clear();
        pendingBytes = 0;
        notifyAll();
        return rest;
    }
}
