package io.trawl.common;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The only place where threads are made. Blocking work runs on virtual threads, CPU work on platform threads.
public final class Threads {
    private Threads() {}

    /// One virtual thread a task; the right place for anything that blocks.
    public static ExecutorService virtual(String name) {
        return Executors.newThreadPerTaskExecutor(virtualFactory(name));
    }

    public static ThreadFactory virtualFactory(String name) {
        return Thread.ofVirtual().name(name + "-", 0).factory();
    }

    public static Thread startVirtual(String name, Runnable task) {
        return Thread.ofVirtual().name(name).start(task);
    }

    /// A platform thread that does not keep the process alive.
    public static Thread startPlatform(String name, Runnable task) {
        return Thread.ofPlatform().daemon().name(name).start(task);
    }

    /// A platform thread that somebody else starts.
    public static Thread unstarted(String name, Runnable task) {
        return Thread.ofPlatform().name(name).unstarted(task);
    }

    /// A fixed pool of platform threads for CPU work, with an unbounded queue: callers bound what they submit.
    public static ExecutorService platformPool(String name, int threads) {
        return new ThreadPoolExecutor(
                threads,
                threads,
                60,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name(name + "-", 0).factory());
    }

    /// Platform threads made as they are needed and let go when idle. Callers never have more than `maxThreads` tasks
    /// under way; one more is refused with a `RejectedExecutionException`.
    public static ExecutorService cachedPlatformPool(String name, int maxThreads) {
        return new ThreadPoolExecutor(
                0,
                maxThreads,
                60,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name(name + "-", 0).factory());
    }

    /// One platform thread that runs things later. Tasks must be short: hand real work to another executor.
    public static ScheduledExecutorService timer(String name) {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
    }
}
