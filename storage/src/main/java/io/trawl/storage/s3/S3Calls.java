package io.trawl.storage.s3;

import io.trawl.common.ErrorCode;
import io.trawl.common.Fanout;
import io.trawl.common.RequestContext;
import io.trawl.common.RetryPolicy;
import io.trawl.common.Threads;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/// Makes calls: permits, attempts, waits between them, timeouts, cancellation.
///
/// Each call runs on a virtual thread of its own. To cancel it is to interrupt that thread, which closes the socket it
/// waits on; a thread of the caller, which may be a platform thread deep in a computation, could not be freed so.
/// Cost: some 2 µs and 1 KB a call, beside a request of milliseconds.
final class S3Calls implements AutoCloseable {
    private final S3Settings settings;
    private final TimeSource timeSource;
    private final Semaphore permits;
    private final RetryBudget budget = new RetryBudget();
    private final ExecutorService executor = Threads.virtual("s3");
    /// Guarded by itself.
    private final SplittableRandom random;

    private final LongAdder requests = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder throttled = new LongAdder();
    private final LongAdder timeouts = new LongAdder();

    S3Calls(S3Settings settings, TimeSource timeSource) {
        this.settings = settings;
        this.timeSource = timeSource;
        this.permits = new Semaphore(settings.maxConcurrentRequests(), true);
        this.random = new SplittableRandom(timeSource.nanoTime());
    }

    S3Statistics statistics() {
        return new S3Statistics(requests.sum(), retries.sum(), throttled.sum(), timeouts.sum());
    }

    /// @throws TrawlException as [io.trawl.storage.Storage] says
    <T> T run(S3Call<T> call, RequestContext context) {
        context.check();
        CountDownLatch ended = new CountDownLatch(1);
        FutureTask<T> future = new FutureTask<>(() -> attempts(call, context));
        executor.execute(() -> {
            try {
                future.run();
            } finally {
                ended.countDown();
            }
        });
        try (RequestContext.Registration ignored = context.onCancel(() -> future.cancel(true))) {
            return future.get(context.deadline().remainingMillis() + 1, TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw Fanout.unwrap(failure.getCause() == null ? failure : failure.getCause());
        } catch (TimeoutException late) {
            throw new TrawlException(
                    ErrorCode.TIMEOUT, "request " + context.id() + " timed out in " + call.what(), late);
        } catch (CancellationException cancelled) {
            context.check();
            throw interrupted(call, cancelled);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            context.check();
            throw interrupted(call, interrupted);
        } finally {
            future.cancel(true);
            if (call.isWrite()) {
                awaitEnd(ended);
            }
        }
    }

    /// Runs tasks that make calls side by side.
    <T> List<T> all(RequestContext context, int maxConcurrent, List<Callable<T>> tasks) {
        Semaphore slots = new Semaphore(maxConcurrent);
        List<Callable<T>> limited = new ArrayList<>(tasks.size());
        for (Callable<T> task : tasks) {
            limited.add(() -> {
                slots.acquire();
                try {
                    return task.call();
                } finally {
                    slots.release();
                }
            });
        }
        return limited.isEmpty() ? List.of() : Fanout.all(executor, context, limited);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private <T> T attempts(S3Call<T> call, RequestContext context) throws InterruptedException {
        boolean isUnclear = false;
        for (int number = 1; ; number++) {
            context.check();
            try {
                T result = attempt(call, new S3Call.Attempt(number, isUnclear, settings.timeout(call.bytes())));
                budget.succeeded();
                return result;
            } catch (AbortedException aborted) {
                throw interrupted(call, aborted);
            } catch (SdkException failure) {
                if (Thread.interrupted()) {
                    throw interrupted(call, failure);
                }
                S3Verdict verdict = S3Verdict.of(failure, call.what());
                isUnclear |= verdict.isUnclear();
                count(failure, verdict);
                Duration delay = delay(number + 1, verdict);
                if (!verdict.isTransient()
                        || number >= settings.retries().maxAttempts()
                        || context.deadline().remainingNanos() <= delay.toNanos()
                        || !budget.tryRetry()) {
                    throw verdict.failure();
                }
                retries.increment();
                if (!call.isWrite()) {
                    // What the call itself costs is counted by the storage; each further request is one of no bytes.
                    context.counters().addStorageRead(0);
                }
                timeSource.sleepMillis(delay.toMillis());
            }
        }
    }

    private <T> T attempt(S3Call<T> call, S3Call.Attempt attempt) throws InterruptedException {
        permits.acquire();
        try {
            requests.increment();
            return call.action().run(attempt);
        } finally {
            permits.release();
        }
    }

    private Duration delay(int attempt, S3Verdict verdict) {
        RetryPolicy policy = verdict.isThrottled() ? settings.throttledRetries() : settings.retries();
        Duration delay;
        synchronized (random) {
            delay = policy.delayBefore(attempt, random);
        }
        return delay.plus(verdict.retryAfter());
    }

    private void count(SdkException failure, S3Verdict verdict) {
        if (verdict.isThrottled()) {
            throttled.increment();
        }
        if (failure instanceof ApiCallAttemptTimeoutException) {
            timeouts.increment();
        }
    }

    private static TrawlException interrupted(S3Call<?> call, Exception cause) {
        return new TrawlException(ErrorCode.CANCELLED, call.what() + " was interrupted", cause);
    }

    /// The caller may reuse its bytes once the call has returned, so the last attempt must have let go of them.
    private static void awaitEnd(CountDownLatch ended) {
        boolean wasInterrupted = false;
        while (true) {
            try {
                ended.await();
                break;
            } catch (InterruptedException interrupted) {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
