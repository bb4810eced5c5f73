package io.trawl.config;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionScheduleTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "hourly",
                "@daily",
                "weekly",
                "monthly",
                "yearly",
                "0 30 4 * * *",
                "0 0/5 8-18 ? JAN-mar MON,WED",
                "0 0 0 1 1 * 2030",
                "*/10 * * * * 7",
            })
    void acceptsWordsAndCron(String schedule) {
        assertThatNoException().isThrownBy(() -> RetentionSchedule.check(schedule));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "every tuesday",
                "* * * * *",
                "60 * * * * *",
                "0 0 24 * * *",
                "0 0 0 0 * *",
                "0 0 0 * 13 *",
                "0 0 0 * FOO *",
                "0 0 5-3 * * *",
                "0 0/0 * * * *",
                "a b c d e f",
                "0 0 0 * * 99999999999",
            })
    void refusesTheRestWithQuickwitsWords(String schedule) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetentionSchedule.check(schedule))
                .withMessageStartingWith("failed to parse retention evaluation schedule `" + schedule + "`: ");
    }
}
