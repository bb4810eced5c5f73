package io.trawl.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HumanDurationTest {
    @Test
    void readsDurationsAsOperatorsWriteThem() {
        assertThat(HumanDuration.parse("30s")).isEqualTo(Duration.ofSeconds(30));
        assertThat(HumanDuration.parse("10min")).isEqualTo(Duration.ofMinutes(10));
        assertThat(HumanDuration.parse("2days")).isEqualTo(Duration.ofDays(2));
        assertThat(HumanDuration.parse("90 days")).isEqualTo(Duration.ofDays(90));
        assertThat(HumanDuration.parse("1h 30m")).isEqualTo(Duration.ofMinutes(90));
        assertThat(HumanDuration.parse("250ms")).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void printsAsQuickwitDoes() {
        assertThat(HumanDuration.format(Duration.ofHours(48))).isEqualTo("2days");
        assertThat(HumanDuration.format(Duration.ofHours(36))).isEqualTo("1day 12h");
        assertThat(HumanDuration.format(Duration.ZERO)).isEqualTo("0s");
        assertThat(HumanDuration.format(Duration.ofMillis(1500))).isEqualTo("1s 500ms");
    }

    @Test
    void refusesWhatIsNoDurationAndNamesIt() {
        for (String text : new String[] {"", "5", "s", "5 fortnights", "-5s", "5s x", "99999999999999999999s"}) {
            assertThatThrownBy(() -> HumanDuration.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("`" + text + "`");
        }
    }
}
