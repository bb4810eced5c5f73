package io.trawl.storage.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.Threads;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HedgedRaceTest {
    private final AtomicInteger ended = new AtomicInteger();

    @Test
    void hearsOfARequestThatEndsInAnError() {
        try (ExecutorService executor = Threads.virtual("race");
                HedgedRace<String> race = new HedgedRace<>(executor, ended::incrementAndGet)) {
            race.start(() -> {
                throw new OutOfMemoryError("no room for the answer");
            });

            assertThatThrownBy(race::await).isInstanceOf(OutOfMemoryError.class);
        }
        assertThat(ended).hasValue(1);
    }

    @Test
    void takesTheOtherAnswerWhereOneEndsInAnError() throws Exception {
        try (ExecutorService executor = Threads.virtual("race");
                HedgedRace<String> race = new HedgedRace<>(executor, ended::incrementAndGet)) {
            race.start(() -> {
                throw new OutOfMemoryError("no room for the answer");
            });
            race.start(() -> "second");

            assertThat(race.await()).isEqualTo("second");
        }
        assertThat(ended).hasValue(2);
    }

    @Test
    void givesTheLastFailureWhereAllFail() {
        try (ExecutorService executor = Threads.virtual("race");
                HedgedRace<String> race = new HedgedRace<>(executor, ended::incrementAndGet)) {
            race.start(() -> {
                throw new IOException("reset");
            });
            race.start(() -> {
                throw new IOException("reset");
            });

            assertThatThrownBy(race::await).isInstanceOf(IOException.class).hasMessage("reset");
        }
        assertThat(ended).hasValue(2);
    }
}
