package io.trawl.indexing;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.testkit.Eventually;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AlarmTest {
    /// The pipeline runs on another thread and may be back before the timer's thread has noted that it is done.
    @Test
    void canBeSetAgainWhileItRings() {
        try (PipelineScheduler scheduler = new PipelineScheduler(1)) {
            AtomicReference<Alarm> alarm = new AtomicReference<>();
            AtomicInteger rings = new AtomicInteger();
            alarm.set(new Alarm(scheduler, () -> {
                if (rings.incrementAndGet() == 1) {
                    long now = System.nanoTime();
                    alarm.get().set(now + TimeUnit.MILLISECONDS.toNanos(1), now);
                }
            }));
            long start = System.nanoTime();
            scheduler.compute(() -> alarm.get().set(start, start));

            Eventually.isTrue("the alarm rings again", () -> rings.get() == 2);
        }
    }

    @Test
    void anEarlierOneReplacesALaterOneOnly() {
        try (PipelineScheduler scheduler = new PipelineScheduler(1)) {
            AtomicInteger rings = new AtomicInteger();
            Alarm alarm = new Alarm(scheduler, rings::incrementAndGet);
            long now = System.nanoTime();

            alarm.set(now + TimeUnit.HOURS.toNanos(1), now);
            alarm.set(now + TimeUnit.MILLISECONDS.toNanos(1), now);
            alarm.set(now + TimeUnit.HOURS.toNanos(2), now);

            Eventually.isTrue("the earlier one rings", () -> rings.get() == 1);
            alarm.cancel();
            assertThat(rings).hasValue(1);
        }
    }

    @Test
    void isSilentWhenTheNodeGoesDown() {
        PipelineScheduler scheduler = new PipelineScheduler(1);
        AtomicInteger rings = new AtomicInteger();
        Alarm alarm = new Alarm(scheduler, rings::incrementAndGet);
        scheduler.close();

        long now = System.nanoTime();
        alarm.set(now, now);
        alarm.cancel();

        assertThat(rings).hasValue(0);
    }
}
