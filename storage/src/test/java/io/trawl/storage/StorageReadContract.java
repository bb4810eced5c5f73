package io.trawl.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What every [Storage] promises to who reads.
interface StorageReadContract extends StorageFixture {
    @Test
    default void readsWhatWasPut() {
        put("a/b/c.bin", "hello");

        assertThat(text("a/b/c.bin")).isEqualTo("hello");
        assertThat(storage().size(key("a/b/c.bin"), context())).isEqualTo(5);
    }

    @Test
    default void readsRanges() {
        put("k", "0123456789");

        assertThat(range("k", 0, 10)).isEqualTo("0123456789");
        assertThat(range("k", 3, 7)).isEqualTo("3456");
        assertThat(range("k", 9, 10)).isEqualTo("9");
        assertThat(range("k", 4, 4)).isEmpty();
        assertThat(range("k", 10, 10)).isEmpty();
    }

    @Test
    default void refusesRangesOutsideOfTheObject() {
        put("k", "0123456789");

        for (ByteRange outside : List.of(new ByteRange(5, 11), new ByteRange(10, 11), new ByteRange(11, 11))) {
            assertThatThrownBy(() -> storage().read(key("k"), outside, context()))
                    .satisfies(hasCode(ErrorCode.CORRUPTED))
                    .hasMessageContaining("10 bytes")
                    .hasMessageContaining(outside.toString());
        }
    }

    @Test
    default void saysThatAnObjectIsAbsent() {
        put("present/k", "x");

        for (String absent : List.of("absent", "present/other", "absent/k", "present", "present/k/below")) {
            StorageKey key = key(absent);
            assertThatThrownBy(() -> storage().read(key, new ByteRange(0, 1), context()))
                    .satisfies(hasCode(ErrorCode.NOT_FOUND))
                    .hasMessageContaining(absent);
            assertThatThrownBy(() -> storage().readAll(key, context())).satisfies(hasCode(ErrorCode.NOT_FOUND));
            assertThatThrownBy(() -> storage().size(key, context())).satisfies(hasCode(ErrorCode.NOT_FOUND));
            assertThatThrownBy(() -> storage()
                            .readMany(
                                    List.of(read("present/k", 0, 1), new StorageRead(key, new ByteRange(0, 1))),
                                    context()))
                    .satisfies(hasCode(ErrorCode.NOT_FOUND));
        }
    }

    @Test
    default void keepsEmptyObjects() {
        put("empty", "");

        assertThat(storage().readAll(key("empty"), context())).isEmpty();
        assertThat(storage().size(key("empty"), context())).isZero();
        assertThat(range("empty", 0, 0)).isEmpty();
        assertThat(listed("", "", 10)).containsExactly("empty");
        assertThat(storage().putIfAbsent(key("empty"), Payload.ofUtf8("x"), context()))
                .isFalse();
    }

    @Test
    default void keepsBigObjects() {
        byte[] big = new byte[BIG_BYTES + 7];
        new Random(1).nextBytes(big);

        storage().put(key("big"), Payload.ofBytes(big), context());

        assertThat(storage().readAll(key("big"), context())).isEqualTo(big);
        ByteRange inside = new ByteRange(1_000_001, 4_000_003);
        assertThat(storage().read(key("big"), inside, context()))
                .isEqualTo(Arrays.copyOfRange(big, (int) inside.start(), (int) inside.end()));
    }

    @Test
    default void handsOutCopies() {
        byte[] bytes = "abc".getBytes(StandardCharsets.UTF_8);
        storage().put(key("k"), Payload.ofBytes(bytes), context());

        bytes[0] = 'x';
        storage().readAll(key("k"), context())[1] = 'x';

        assertThat(text("k")).isEqualTo("abc");
    }

    @Test
    default void readsManyInOrder() {
        byte[] big = new byte[BIG_BYTES];
        new Random(3).nextBytes(big);
        storage().put(key("big"), Payload.ofBytes(big), context());
        put("small", "0123456789");
        Random random = new Random(4);

        for (int count : new int[] {1, 3, 100}) {
            List<StorageRead> reads = new ArrayList<>();
            List<byte[]> expected = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int start = random.nextInt(BIG_BYTES - 60_000);
                int end = start + random.nextInt(60_000);
                reads.add(read("big", start, end));
                expected.add(Arrays.copyOfRange(big, start, end));
                reads.add(read("small", 2, 5));
                expected.add("234".getBytes(StandardCharsets.UTF_8));
            }
            assertThat(storage().readMany(reads, context())).containsExactlyElementsOf(expected);
        }
    }

    @Test
    default void readsNothingOfNothing() {
        assertThat(storage().readMany(List.of(), context())).isEmpty();
        assertThat(context().counters().storageWaves()).isZero();
    }

    @Test
    default void failsAWaveOfWhichOneReadFails() {
        put("k", "0123456789");

        assertThatThrownBy(() -> storage().readMany(List.of(read("k", 0, 5), read("k", 5, 11)), context()))
                .satisfies(hasCode(ErrorCode.CORRUPTED));
    }
}
