package io.trawl.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DataSizeTest {
    @Test
    void readsSizesAsOperatorsWriteThem() {
        assertThat(DataSize.parse("10MiB").bytes()).isEqualTo(10L << 20);
        assertThat(DataSize.parse("1G").bytes()).isEqualTo(1_000_000_000L);
        assertThat(DataSize.parse("500M").bytes()).isEqualTo(500_000_000L);
        assertThat(DataSize.parse("64 KB").bytes()).isEqualTo(64_000L);
        assertThat(DataSize.parse("1.5gib").bytes()).isEqualTo(3L << 29);
        assertThat(DataSize.parse("42").bytes()).isEqualTo(42L);
    }

    @Test
    void refusesWhatIsNoSizeAndNamesIt() {
        for (String text : new String[] {"", "x", "-1", "10 parsecs", "1e3", "99999999P"}) {
            assertThatThrownBy(() -> DataSize.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("`" + text + "`");
        }
    }

    @Test
    void printsForPeople() {
        assertThat(DataSize.ofBytes(181).toHuman()).isEqualTo("181 B");
        assertThat(DataSize.ofBytes(6 << 10).toHuman()).isEqualTo("6.0 KiB");
        assertThat(DataSize.ofGibibytes(3).toHuman()).isEqualTo("3.0 GiB");
    }
}
