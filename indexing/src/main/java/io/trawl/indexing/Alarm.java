package io.trawl.indexing;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Wakes somebody at a time, or before; one alarm is enough for whoever looks around when woken.
///
/// Only the one who is woken sets it. An alarm that has rung counts no more, even if its timer is not quite
/// done: who is woken may be back here before the timer's thread is.
final class Alarm {
    private final PipelineScheduler scheduler;
    private final Runnable wake;
    private @Nullable Ring next;

    private final class Ring implements Runnable {
        private final long atNanos;
        private volatile boolean hasRung;

        Ring(long atNanos) {
            this.atNanos = atNanos;
        }

        @Override
        public void run() {
            hasRung = true;
            wake.run();
        }
    }

    private @Nullable Future<?> timer;

    Alarm(PipelineScheduler scheduler, Runnable wake) {
        this.scheduler = scheduler;
        this.wake = wake;
    }

    /// Rings at `atNanos`, unless it rings before that anyway.
    void set(long atNanos, long now) {
        Ring set = next;
        if (set != null && !set.hasRung && set.atNanos - atNanos <= 0) {
            return;
        }
        cancel();
        Ring ring = new Ring(atNanos);
        next = ring;
        timer = scheduler.after(atNanos - now, ring);
    }

    void cancel() {
        if (timer != null) {
            timer.cancel(false);
        }
        next = null;
    }
}
