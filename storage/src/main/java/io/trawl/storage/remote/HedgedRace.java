package io.trawl.storage.remote;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Up to two requests for the same thing, of which the first good answer counts; closing stops the other.
///
/// Owned by one thread.
final class HedgedRace<T> implements AutoCloseable {
    /// One of the requests.
    @FunctionalInterface
    interface Request<T> {
        T run() throws IOException, InterruptedException;
    }

    private record Outcome<T>(
            Runner<T> runner, @Nullable T result, @Nullable Throwable failure) {}

    private final ExecutorService executor;
    private final Runnable onEnd;
    private final List<Runner<T>> runners = new ArrayList<>(2);
    private final BlockingQueue<Outcome<T>> outcomes = new LinkedBlockingQueue<>();
    private int ended;
    private boolean isWonBySecond;

    /// @param onEnd runs once for each request that was started, when it has ended
    HedgedRace(ExecutorService executor, Runnable onEnd) {
        this.executor = executor;
        this.onEnd = onEnd;
    }

    void start(Request<T> request) {
        Runner<T> runner = new Runner<>(request, outcomes, onEnd);
        try {
            executor.execute(runner);
        } catch (RuntimeException refused) {
            onEnd.run();
            throw refused;
        }
        runners.add(runner);
    }

    /// Waits for the first answer, good or bad.
    boolean isAnsweredWithin(long nanos) throws InterruptedException {
        Outcome<T> first = outcomes.poll(nanos, TimeUnit.NANOSECONDS);
        return first != null && outcomes.add(first);
    }

    /// Waits for a good answer, or the last bad one.
    T await() throws IOException, InterruptedException {
        while (true) {
            Outcome<T> outcome = outcomes.take();
            ended++;
            if (outcome.result() != null) {
                isWonBySecond = runners.size() > 1 && outcome.runner() == runners.getLast();
                return outcome.result();
            }
            if (ended == runners.size()) {
                throw rethrow(outcome.failure());
            }
        }
    }

    boolean isWonBySecond() {
        return isWonBySecond;
    }

    @Override
    public void close() {
        runners.forEach(Runner::stop);
    }

    private static RuntimeException rethrow(@Nullable Throwable failure) throws IOException, InterruptedException {
        return switch (failure) {
            case IOException io -> throw io;
            case InterruptedException interrupted -> throw interrupted;
            case RuntimeException unchecked -> unchecked;
            case Error error -> throw error;
            case null, default -> new IllegalStateException("a request gave nothing", failure);
        };
    }

    /// Its thread is interrupted only while it runs the request, never later.
    private static final class Runner<T> implements Runnable {
        private final Request<T> request;
        private final BlockingQueue<Outcome<T>> outcomes;
        private final Runnable onEnd;
        /// Both guarded by this.
        private @Nullable Thread thread;

        private boolean isStopped;

        Runner(Request<T> request, BlockingQueue<Outcome<T>> outcomes, Runnable onEnd) {
            this.request = request;
            this.outcomes = outcomes;
            this.onEnd = onEnd;
        }

        @Override
        public void run() {
            try {
                if (begin()) {
                    outcomes.add(outcome());
                }
            } finally {
                onEnd.run();
            }
        }

        private Outcome<T> outcome() {
            try {
                return new Outcome<>(this, request.run(), null);
            } catch (Throwable failure) {
                // Whatever it is: who waits for the outcome would wait for ever, as for memory that ran out.
                return new Outcome<>(this, null, failure);
            } finally {
                end();
            }
        }

        private synchronized boolean begin() {
            thread = Thread.currentThread();
            return !isStopped;
        }

        private synchronized void end() {
            thread = null;
        }

        synchronized void stop() {
            isStopped = true;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }
}
