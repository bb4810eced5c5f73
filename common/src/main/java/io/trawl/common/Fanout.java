package io.trawl.common;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs tasks side by side on virtual threads and gathers what they give, in order.
public final class Fanout {
    private Fanout() {}

    /// Runs all tasks and waits for all of them.
    ///
    /// The first failure, in the order of the tasks, stops the rest and is thrown. A cancelled or timed-out request
    /// stops them too.
    public static <T> List<T> all(ExecutorService executor, RequestContext context, List<? extends Callable<T>> tasks) {
        context.check();
        if (tasks.size() == 1) {
            return List.of(callHere(tasks.getFirst()));
        }
        List<Future<T>> futures = new ArrayList<>(tasks.size());
        Thread caller = Thread.currentThread();
        try (RequestContext.Registration ignored = context.onCancel(caller::interrupt)) {
            for (Callable<T> task : tasks) {
                futures.add(executor.submit(task));
            }
            List<T> results = new ArrayList<>(futures.size());
            for (Future<T> future : futures) {
                results.add(future.get(context.deadline().remainingMillis() + 1, TimeUnit.MILLISECONDS));
            }
            return results;
        } catch (ExecutionException failure) {
            throw unwrap(failure.getCause() == null ? failure : failure.getCause());
        } catch (TimeoutException late) {
            throw new TrawlException(ErrorCode.TIMEOUT, "request " + context.id() + " timed out", late);
        } catch (InterruptedException interrupted) {
            context.check();
            Thread.currentThread().interrupt();
            throw new TrawlException(ErrorCode.CANCELLED, "request " + context.id() + " was interrupted", interrupted);
        } finally {
            for (Future<T> future : futures) {
                future.cancel(true);
            }
        }
    }

    private static <T> T callHere(Callable<T> task) {
        try {
            return task.call();
        } catch (Exception failure) {
            throw unwrap(failure);
        }
    }

    /// The failure as it is if it is unchecked, else wrapped as INTERNAL.
    public static RuntimeException unwrap(Throwable failure) {
        if (failure instanceof RuntimeException unchecked) {
            return unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return TrawlException.internal(TrawlException.describe(failure), failure);
    }
}
