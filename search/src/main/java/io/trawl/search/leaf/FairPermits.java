package io.trawl.search.leaf;

import io.trawl.common.RequestContext;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Permits handed out in turn to the requests that wait, not to the waiters: a search of a hundred splits and
/// one of a single split get every other permit each.
///
/// A permit goes straight from who gives it back to who is next, so that nobody can overtake a waiter.
final class FairPermits {
    private final ReentrantLock lock = new ReentrantLock();
    /// Waiters of each request, the request whose turn is next first. Guarded by `lock`, like all below.
    private final Map<String, ArrayDeque<Waiter>> waiting = new LinkedHashMap<>();

    private int free;
    /// Read without the lock: a stale value only makes someone yield too early or too late.
    private volatile boolean contended;

    FairPermits(int permits) {
        this.free = permits;
    }

    /// Whether someone waits.
    boolean isContended() {
        return contended;
    }

    /// How many wait.
    int waiting() {
        lock.lock();
        try {
            return waiting.values().stream().mapToInt(ArrayDeque::size).sum();
        } finally {
            lock.unlock();
        }
    }

    /// Waits for a permit.
    ///
    /// @throws io.trawl.common.TrawlException CANCELLED or TIMEOUT; no permit is held then
    void acquire(RequestContext context) {
        context.check();
        lock.lock();
        Waiter waiter;
        try {
            if (free > 0 && waiting.isEmpty()) {
                free--;
                return;
            }
            waiter = new Waiter(lock.newCondition());
            waiting.computeIfAbsent(context.id(), id -> new ArrayDeque<>()).add(waiter);
            contended = true;
        } finally {
            lock.unlock();
        }
        try (RequestContext.Registration ignored = context.onCancel(() -> wake(waiter))) {
            await(waiter, context);
        }
    }

    private void wake(Waiter waiter) {
        lock.lock();
        try {
            waiter.turn.signal();
        } finally {
            lock.unlock();
        }
    }

    private void await(Waiter waiter, RequestContext context) {
        lock.lock();
        boolean interrupted = false;
        try {
            while (!waiter.granted
                    && !context.isCancelled()
                    && !context.deadline().hasPassed()) {
                try {
                    boolean _ = waiter.turn.await(context.deadline().remainingNanos(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    // Whoever interrupts a request cancels it too; the wait ends by that.
                    interrupted = true;
                    if (!context.isCancelled()) {
                        context.cancel("interrupted while waiting for a processor");
                    }
                }
            }
            if (!waiter.granted) {
                forget(waiter, context.id());
            }
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (!waiter.granted) {
            context.check();
        }
    }

    private void forget(Waiter waiter, String requestId) {
        ArrayDeque<Waiter> queue = waiting.get(requestId);
        if (queue != null) {
            queue.remove(waiter);
            if (queue.isEmpty()) {
                waiting.remove(requestId);
            }
        }
        contended = !waiting.isEmpty();
    }

    void release() {
        lock.lock();
        try {
            Map.Entry<String, ArrayDeque<Waiter>> next =
                    waiting.isEmpty() ? null : waiting.entrySet().iterator().next();
            if (next == null) {
                free++;
                return;
            }
            ArrayDeque<Waiter> queue = next.getValue();
            String requestId = next.getKey();
            Waiter waiter = queue.remove();
            waiting.remove(requestId);
            if (!queue.isEmpty()) {
                waiting.put(requestId, queue);
            }
            contended = !waiting.isEmpty();
            waiter.granted = true;
            waiter.turn.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Fields guarded by `lock`.
    private static final class Waiter {
        private final Condition turn;
        private boolean granted;

        Waiter(Condition turn) {
            this.turn = turn;
        }
    }
}
