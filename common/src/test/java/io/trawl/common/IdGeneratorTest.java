package io.trawl.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IdGeneratorTest {
    @Test
    void idsGoUpEvenWhenTheClockJumpsBack() {
        AtomicLong millis = new AtomicLong(1_767_225_600_000L);
        IdGenerator ids = new IdGenerator(new TimeSource() {
            @Override
            public long epochMillis() {
                return millis.getAndAdd(-1_000);
            }

            @Override
            public long nanoTime() {
                return 0;
            }

            @Override
            public void sleepMillis(long wait) {}
        });

        List<String> made = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            made.add(ids.next());
        }

        assertThat(made).isSorted().doesNotHaveDuplicates().allMatch(IdGenerator::isUlid);
    }
}
