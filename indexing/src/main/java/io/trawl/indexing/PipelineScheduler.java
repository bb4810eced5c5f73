package io.trawl.indexing;

import io.trawl.common.Fanout;
import io.trawl.common.RequestContext;
import io.trawl.common.Threads;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Runs all pipelines of a node: parsing, flushing and packaging on as many threads as there are cores,
/// whatever waits for storage on virtual ones.
///
/// What is queued is bounded by the pipelines: each queues itself once, and each of its few unpublished
/// commits once.
final class PipelineScheduler implements AutoCloseable {
    private final ExecutorService workers;
    private final ExecutorService io = Threads.virtual("split-upload");
    private final ScheduledExecutorService timer = Threads.timer("indexing-timer");

    PipelineScheduler(int threads) {
        workers = Threads.platformPool("indexing", threads);
    }

    void compute(Runnable task) {
        submit(workers, task);
    }

    void transfer(Runnable task) {
        submit(io, task);
    }

    /// Runs all tasks, each on a virtual thread, and waits for them. The first failure stops the rest.
    void transferAll(List<Callable<Boolean>> tasks, RequestContext context) {
        Fanout.all(io, context, tasks);
    }

    private static void submit(ExecutorService executor, Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException closed) {
            // The node is going down: what is not published is read again at the next start.
            return;
        }
    }

    /// Runs `task`, which must be short, after `nanos`; never once this is closed.
    Future<?> after(long nanos, Runnable task) {
        try {
            return timer.schedule(task, Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        workers.shutdown();
        io.shutdown();
        await(workers);
        await(io);
    }

    private static void await(ExecutorService executor) {
        try {
            if (!executor.awaitTermination(10, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
