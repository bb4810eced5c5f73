package io.trawl.search.leaf;

import io.trawl.common.ErrorCode;
import io.trawl.common.Fanout;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.search.SearchMetrics;
import io.trawl.search.collect.Pace;
import io.trawl.split.MissListener;
import io.trawl.split.SplitReader;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// Runs what computes: on platform threads, no more at once than there are permits, in windows of documents.
///
/// Idea: a task holds a permit and gives it up for a moment whenever its turn is over and another request
/// waits, so a search of many large splits does not starve a small one. Turns end between windows, whose size
/// follows the clock. A read that nobody foresaw gives the permit back for as long as it takes.
///
/// Cost: a task that nobody competes with hands over twice between a virtual and a platform thread, some 20 µs
/// each; one called on a platform thread runs there and hands over nothing.
public final class CpuExecutor implements AutoCloseable {
    /// Longest that a window should take, in nanoseconds.
    static final long WINDOW_NANOS_MAX = 20_000_000;
    /// Turns end after so long where someone waits; half a window, since one more window may follow.
    private static final long TURN_NANOS = 10_000_000;
    /// First window of a task: 65,536 documents take under 1 ms for postings, up to 10 ms for phrases.
    private static final int FIRST_WINDOW_DOCS = 1 << 16;

    private static final int WINDOW_DOCS_MIN = 1 << 10;
    private static final int WINDOW_DOCS_MAX = 1 << 24;
    /// Tasks begun and not ended: those that compute, those between two turns, and those that wait for a read.
    private static final int STARTED_TASKS_MAX = 256;

    private final FairPermits permits;
    private final Semaphore started = new Semaphore(STARTED_TASKS_MAX, true);
    private final ExecutorService threads;
    private final SearchMetrics metrics;
    private final TimeSource timeSource;

    /// @param permits tasks that compute at once; the number of processors
    public CpuExecutor(int permits, SearchMetrics metrics, TimeSource timeSource) {
        this.permits = new FairPermits(permits);
        this.threads = Threads.cachedPlatformPool("search-cpu", 2 * STARTED_TASKS_MAX);
        this.metrics = metrics;
        this.timeSource = timeSource;
    }

    /// Something that computes.
    @FunctionalInterface
    public interface Task<T> {
        /// @param pace to be asked after each window
        T run(Pace pace) throws IOException;
    }

    /// Runs `task` and waits for it. Reads of splits that it makes are known to be misses.
    ///
    /// @throws TrawlException whatever the task throws, CANCELLED, TIMEOUT
    public <T> T run(RequestContext context, Task<T> task) {
        permits.acquire(context);
        Turn turn = new Turn(context);
        if (!Thread.currentThread().isVirtual()) {
            return turn.run(task);
        }
        boolean handedOver = false;
        try {
            acquireStart(context);
            Future<T> future = threads.submit(() -> {
                try {
                    return turn.run(task);
                } finally {
                    started.release();
                }
            });
            handedOver = true;
            return waitFor(future, context);
        } finally {
            if (!handedOver) {
                permits.release();
            }
        }
    }

    /// How many wait for a permit.
    public int waiting() {
        return permits.waiting();
    }

    private void acquireStart(RequestContext context) {
        if (!started.tryAcquire()) {
            throw new TrawlException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "more than " + STARTED_TASKS_MAX + " searches of splits are under way for request " + context.id());
        }
    }

    /// The task watches the request itself, so it ends soon after a cancellation.
    private static <T> T waitFor(Future<T> future, RequestContext context) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    context.cancel("interrupted");
                } catch (ExecutionException failure) {
                    throw Fanout.unwrap(failure.getCause() == null ? failure : failure.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }

    /// One task's use of its permit. Only the task's thread calls it.
    private final class Turn implements Pace, MissListener {
        private final RequestContext context;
        private int windowDocs = FIRST_WINDOW_DOCS;
        private long turnStart;
        private long windowStart;
        private boolean holdsPermit = true;

        Turn(RequestContext context) {
            this.context = context;
        }

        <T> T run(Task<T> task) {
            turnStart = timeSource.nanoTime();
            windowStart = turnStart;
            try {
                context.check();
                return ScopedValue.where(SplitReader.MISS_LISTENER, this).call(() -> task.run(this));
            } catch (Exception failure) {
                throw Fanout.unwrap(failure);
            } finally {
                if (holdsPermit) {
                    giveBack();
                }
            }
        }

        @Override
        public int windowDocs() {
            return windowDocs;
        }

        @Override
        public void windowDone(int docs) {
            context.check();
            long now = timeSource.nanoTime();
            adapt(docs, now - windowStart);
            if (now - turnStart >= TURN_NANOS && permits.isContended()) {
                giveBack();
                takeBack();
                now = turnStart;
            }
            windowStart = now;
        }

        /// Halves the window after one that took too long, doubles it after one that took little.
        private void adapt(int docs, long nanos) {
            if (nanos > WINDOW_NANOS_MAX / 2) {
                windowDocs = Math.max(WINDOW_DOCS_MIN, Math.min(windowDocs, docs) / 2);
            } else if (docs >= windowDocs && nanos < WINDOW_NANOS_MAX / 8) {
                windowDocs = Math.min(WINDOW_DOCS_MAX, windowDocs * 2);
            }
        }

        private void giveBack() {
            long nanos = timeSource.nanoTime() - turnStart;
            context.counters().addCpuNanos(nanos);
            metrics.computed(nanos);
            holdsPermit = false;
            permits.release();
        }

        private void takeBack() {
            permits.acquire(context);
            holdsPermit = true;
            turnStart = timeSource.nanoTime();
        }

        @Override
        public RequestContext context() {
            return context;
        }

        @Override
        public void beforeMiss() {
            metrics.missed();
            giveBack();
        }

        @Override
        public void afterMiss() {
            takeBack();
            windowStart = turnStart;
        }
    }
}
