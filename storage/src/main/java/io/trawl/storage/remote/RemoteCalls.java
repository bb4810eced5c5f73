package io.trawl.storage.remote;

import io.trawl.common.ErrorCode;
import io.trawl.common.Fanout;
import io.trawl.common.RequestContext;
import io.trawl.common.RetryPolicy;
import io.trawl.common.Threads;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import java.io.IOException;
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

/// Makes calls: permits, attempts, waits between them, second requests for late reads, timeouts, cancellation.
///
/// Each call runs on a virtual thread of its own. To cancel it is to interrupt that thread, which closes the socket it
/// waits on; a thread of the caller, which may be a platform thread deep in a computation, could not be freed so.
/// Cost: some 2 µs and 1 KB a call, and the same again once reads are hedged, beside a request of milliseconds.
public final class RemoteCalls implements AutoCloseable {
    private final RemoteSettings settings;
    private final TimeSource timeSource;
    private final Semaphore permits;
    private final RetryBudget budget = new RetryBudget();
    private final Hedging hedging;
    private final RemoteMeter meter = new RemoteMeter();
    private final ExecutorService executor;
    /// Guarded by itself.
    private final SplittableRandom random;

    /// Says what failures mean: [ObjectClient#judge].
    @FunctionalInterface
    public interface Judge {
        Verdict judge(Exception failure, String what);
    }

    /// @param scheme of the storages, for the names of threads
    public RemoteCalls(String scheme, RemoteSettings settings, TimeSource timeSource) {
        this.settings = settings;
        this.timeSource = timeSource;
        this.permits = new Semaphore(settings.maxConcurrentRequests(), true);
        this.hedging = new Hedging(settings.hedgeShare());
        this.executor = Threads.virtual(scheme);
        this.random = new SplittableRandom(timeSource.nanoTime());
    }

    public RemoteStatistics statistics() {
        return meter.snapshot(settings.maxConcurrentRequests() - permits.availablePermits());
    }

    RemoteMeter meter() {
        return meter;
    }

    /// @throws TrawlException as [io.trawl.storage.Storage] says
    public <T> T run(RemoteCall<T> call, Judge judge, RequestContext context) {
        context.check();
        CountDownLatch ended = new CountDownLatch(1);
        FutureTask<T> future = new FutureTask<>(() -> attempts(call, judge, context));
        long start = timeSource.nanoTime();
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
            meter.took(call.operation(), timeSource.nanoTime() - start);
        }
    }

    /// Runs tasks that make calls side by side.
    public <T> List<T> all(RequestContext context, int maxConcurrent, List<Callable<T>> tasks) {
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

    private <T> T attempts(RemoteCall<T> call, Judge judge, RequestContext context) {
        boolean isUnclear = false;
        RemoteSettings.Patience patience = settings.patience(call);
        for (int number = 1; ; number++) {
            context.check();
            try {
                T result = attempt(
                        call, new RemoteCall.Attempt(number, isUnclear, patience.timeout(call.bytes())), context);
                budget.succeeded();
                return result;
            } catch (InterruptedException interrupted) {
                throw interrupted(call, interrupted);
            } catch (TrawlException decided) {
                throw decided;
            } catch (IOException | RuntimeException failure) {
                if (Thread.interrupted()) {
                    throw interrupted(call, failure);
                }
                Verdict verdict = judge.judge(failure, call.what());
                isUnclear |= verdict.isUnclear();
                meter.attemptFailed(call.operation(), verdict);
                Duration delay = delay(patience.retries(), number + 1, verdict);
                if (!verdict.isTransient()
                        || number >= patience.retries().maxAttempts()
                        || context.deadline().remainingNanos() <= delay.toNanos()
                        || !budget.tryRetry()) {
                    meter.callFailed(call.operation());
                    throw verdict.failure();
                }
                pauseBeforeRetry(call, delay, context);
            }
        }
    }

    private void pauseBeforeRetry(RemoteCall<?> call, Duration delay, RequestContext context) {
        meter.retries.increment();
        if (!call.isWrite()) {
            // What the call itself costs is counted by the storage; each further request is one of no bytes.
            context.counters().addStorageRead(0);
        }
        try {
            timeSource.sleepMillis(delay.toMillis());
        } catch (InterruptedException interrupted) {
            throw interrupted(call, interrupted);
        }
    }

    private <T> T attempt(RemoteCall<T> call, RemoteCall.Attempt attempt, RequestContext context)
            throws IOException, InterruptedException {
        if (!call.isHedged()) {
            permits.acquire();
            try {
                meter.asked(call.operation());
                return call.action().run(attempt);
            } finally {
                permits.release();
            }
        }
        permits.acquire();
        long start = timeSource.nanoTime();
        long lateNanos = hedging.delayNanos(call.bytes());
        T result;
        if (lateNanos == 0) {
            try {
                meter.asked(call.operation());
                result = call.action().run(attempt);
            } finally {
                permits.release();
            }
        } else {
            result = hedged(call, attempt, lateNanos, context);
        }
        hedging.answered(call.bytes(), timeSource.nanoTime() - start);
        return result;
    }

    /// Sends a second request if the first is late, the share allows it and a permit is free; takes what comes first.
    ///
    /// The caller has taken the permit of the first.
    private <T> T hedged(RemoteCall<T> call, RemoteCall.Attempt attempt, long lateNanos, RequestContext context)
            throws IOException, InterruptedException {
        try (HedgedRace<T> race = new HedgedRace<>(executor, permits::release)) {
            meter.asked(call.operation());
            race.start(() -> call.action().run(attempt));
            if (!race.isAnsweredWithin(lateNanos) && permits.tryAcquire()) {
                if (hedging.tryHedge()) {
                    meter.hedges.increment();
                    meter.asked(call.operation());
                    context.counters().addStorageRead(0);
                    race.start(() -> call.action().run(attempt));
                } else {
                    permits.release();
                }
            }
            T result = race.await();
            if (race.isWonBySecond()) {
                meter.hedgesWon.increment();
            }
            return result;
        }
    }

    private Duration delay(RetryPolicy retries, int attempt, Verdict verdict) {
        RetryPolicy policy = verdict.isThrottled() ? settings.throttledRetries() : retries;
        Duration delay;
        synchronized (random) {
            delay = policy.delayBefore(attempt, random);
        }
        return delay.plus(verdict.retryAfter());
    }

    private static TrawlException interrupted(RemoteCall<?> call, Exception cause) {
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
