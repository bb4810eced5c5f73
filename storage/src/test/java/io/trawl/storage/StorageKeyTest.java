package io.trawl.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.testkit.TestSeed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StorageKeyTest {
    @Test
    void cannotLeaveItsRoot() {
        List<String> refused = List.of(
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "../a",
                "a/..",
                "a/../b",
                "a/./b",
                "./a",
                "a\0b",
                "a\nb",
                "\uD800",
                "k".repeat(1025),
                "é".repeat(513));

        for (String value : refused) {
            assertThat(StorageKey.isValid(value)).as(value).isFalse();
            assertThatThrownBy(() -> new StorageKey(value))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("storage key `");
        }
    }

    @Test
    void takesWhatObjectStoresTake() {
        for (String value : List.of("a", "...", "a/..b/c..", "-", "with space", "grüße", "k".repeat(1024))) {
            assertThat(new StorageKey(value)).hasToString(value);
        }
    }

    @Test
    void knowsItsSuffix() {
        assertThat(new StorageKey("a/01J.split").suffix()).isEqualTo("split");
        assertThat(new StorageKey("a.b/c").suffix()).isEmpty();
        assertThat(new StorageKey("a/.hidden").suffix()).isEmpty();
        assertThat(new StorageKey("a/x.tar.gz").suffix()).isEqualTo("gz");
    }

    @Test
    void sortsAsItsBytesDo() {
        Random random = TestSeed.next("sortsAsItsBytesDo").random();
        int[] points = {'-', '.', '/', '0', 'a', 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff};

        for (int i = 0; i < 5_000; i++) {
            String left = randomText(random, points);
            String right = randomText(random, points);
            int expected = Arrays.compareUnsigned(
                    left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

            assertThat(Integer.signum(StorageKey.compare(left, right))).isEqualTo(Integer.signum(expected));
        }
    }

    private static String randomText(Random random, int[] points) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(4); length > 0; length--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }
}
