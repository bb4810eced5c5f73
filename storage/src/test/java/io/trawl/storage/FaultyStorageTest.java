package io.trawl.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.testkit.FakeClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FaultyStorageTest extends StorageContractTest {
    private final FakeClock clock = new FakeClock();

    @Override
    protected Storage open() {
        return new FaultyStorage(new MemoryStorage(), clock);
    }

    @Test
    void failsTheCallItWasToldTo() {
        faulty().failAt(StorageOperation.PUT, 2, FaultyStorage.Fault.FAIL);

        put("1", "x");
        assertThatThrownBy(() -> put("2", "x"))
                .satisfies(hasCode(ErrorCode.UNAVAILABLE))
                .hasMessageContaining("PUT 2");
        put("3", "x");

        assertThat(listed("", "", 10)).containsExactly("1", "3");
        assertThat(faulty().calls(StorageOperation.PUT)).isEqualTo(3);
    }

    @Test
    void mayApplyWhatItAnswersWithAnError() {
        faulty().failNext(StorageOperation.PUT_IF_ABSENT, FaultyStorage.Fault.APPLY_THEN_FAIL);

        assertThatThrownBy(() -> storage.putIfAbsent(key("k"), Payload.ofUtf8("x"), context))
                .satisfies(hasCode(ErrorCode.UNAVAILABLE));

        assertThat(text("k")).isEqualTo("x");
    }

    @Test
    void failsAllCallsOnSomeKeysUntilHealed() {
        put("a.split", "x");
        put("b.json", "x");
        faulty().failAll(StorageOperation.READ, key -> key.endsWith(".split"), FaultyStorage.Fault.FAIL);

        assertThatThrownBy(() -> text("a.split")).satisfies(hasCode(ErrorCode.UNAVAILABLE));
        assertThatThrownBy(() -> storage.readMany(List.of(read("b.json", 0, 1), read("a.split", 0, 1)), context))
                .satisfies(hasCode(ErrorCode.UNAVAILABLE));
        assertThat(text("b.json")).isEqualTo("x");

        faulty().heal();
        assertThat(text("a.split")).isEqualTo("x");
    }

    @Test
    void letsAnotherComeFirst() {
        faulty().beforeCall(StorageOperation.PUT_IF_ABSENT, 1, () -> put("k", "other"));

        assertThat(storage.putIfAbsent(key("k"), Payload.ofUtf8("mine"), context))
                .isFalse();

        assertThat(text("k")).isEqualTo("other");
    }

    @Test
    void failsADeleteOfManyAsAWhole() {
        put("a", "x");
        put("b", "x");
        faulty().failNext(StorageOperation.DELETE, FaultyStorage.Fault.FAIL);
        assertThatThrownBy(() -> storage.deleteMany(List.of(key("a"), key("b")), context))
                .satisfies(hasCode(ErrorCode.UNAVAILABLE));
        assertThat(listed("", "", 10)).containsExactly("a", "b");

        faulty().failNext(StorageOperation.DELETE, FaultyStorage.Fault.APPLY_THEN_FAIL);
        assertThatThrownBy(() -> storage.deleteMany(List.of(key("a"), key("b")), context))
                .satisfies(hasCode(ErrorCode.UNAVAILABLE));
        assertThat(listed("", "", 10)).isEmpty();
    }

    @Test
    void delays() {
        faulty().delayAll(StorageOperation.PUT, 500);
        long start = clock.epochMillis();

        put("k", "x");

        assertThat(clock.epochMillis() - start).isEqualTo(500);
    }

    @Test
    void failsRandomlyTheSameWayForTheSameSeed() {
        List<Boolean> first = randomRun(7);

        assertThat(first).contains(true, false).isEqualTo(randomRun(7)).isNotEqualTo(randomRun(8));
    }

    private static List<Boolean> randomRun(long seed) {
        Storage random = new FaultyStorage(new MemoryStorage()).failRandomly(0.3, new Random(seed));
        List<Boolean> worked = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            try {
                random.put(new StorageKey("k" + i), Payload.ofUtf8("x"), RequestContext.background("random"));
                worked.add(true);
            } catch (TrawlException injected) {
                worked.add(false);
            }
        }
        return worked;
    }

    private FaultyStorage faulty() {
        return (FaultyStorage) storage;
    }
}
