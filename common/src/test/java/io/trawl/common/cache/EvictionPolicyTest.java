package io.trawl.common.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvictionPolicyTest {
    @ParameterizedTest
    @EnumSource(CacheSettings.Policy.class)
    void neverHoldsMoreThanItsCapacityAndNeverForgetsWhatItHolds(CacheSettings.Policy policy) {
        Random random = new Random(20261121);
        WeightedCache<Integer, Integer> cache =
                new WeightedCache<>("test", CacheSettings.of(100_000, policy), (key, value) -> value);
        for (int i = 0; i < 20_000; i++) {
            int key = (int) Math.abs(random.nextGaussian() * 200);
            if (cache.find(key).isEmpty()) {
                cache.put(key, 1 + random.nextInt(2_000));
            } else if (random.nextInt(10) == 0) {
                cache.put(key, 1 + random.nextInt(2_000));
            }
            assertThat(cache.statistics().statistics().bytes()).isLessThanOrEqualTo(100_000);
        }

        CacheStatistics statistics = cache.statistics().statistics();
        assertThat(statistics.hits() + statistics.misses()).isEqualTo(20_000);
        assertThat(statistics.hits()).isGreaterThan(4_000);
        assertThat(statistics.evictions()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(CacheSettings.Policy.class)
    void whatIsInUseStays(CacheSettings.Policy policy) {
        EvictionPolicy<Integer> evictions = policy.create();
        Set<Integer> present = new HashSet<>();
        for (int key = 0; key < 50; key++) {
            evictions.put(key, 10);
            present.add(key);
        }
        for (int left = 25; left > 0; left--) {
            int gone = evictions.victim(key -> key % 2 == 0).orElseThrow();
            assertThat(gone % 2).isZero();
            assertThat(present.remove(gone)).isTrue();
            evictions.removed(gone);
        }

        assertThat(evictions.victim(key -> key % 2 == 0)).isEqualTo(Optional.empty());
        assertThat(evictions.victim(key -> true)).isPresent();
    }

    @ParameterizedTest
    @EnumSource(
            value = CacheSettings.Policy.class,
            names = {"S3_FIFO", "TINY_LFU"})
    void aScanLeavesWhatIsUsedOften(CacheSettings.Policy policy) {
        assertThat(hotKeysLeftAfterScan(policy)).isGreaterThan(40);
    }

    @Test
    void aScanEmptiesTheLeastRecentlyUsedCache() {
        assertThat(hotKeysLeftAfterScan(CacheSettings.Policy.LRU)).isZero();
    }

    private static long hotKeysLeftAfterScan(CacheSettings.Policy policy) {
        WeightedCache<Integer, Boolean> cache =
                new WeightedCache<>("test", CacheSettings.of(100 * 260, policy), (key, value) -> 100);
        for (int round = 0; round < 5; round++) {
            for (int key = 0; key < 50; key++) {
                if (cache.find(key).isEmpty()) {
                    cache.put(key, true);
                }
            }
        }
        for (int key = 1_000; key < 3_000; key++) {
            if (cache.find(key).isEmpty()) {
                cache.put(key, true);
            }
        }
        long left = 0;
        for (int key = 0; key < 50; key++) {
            left += cache.find(key).isPresent() ? 1 : 0;
        }
        return left;
    }

    @Test
    void whoComesBackSoonIsKept() {
        S3FifoPolicy<String> policy = new S3FifoPolicy<>();
        policy.put("back soon", 10);
        policy.removed("back soon");

        policy.put("back soon", 10);
        policy.put("new", 10);

        assertThat(policy.victim(key -> true)).contains("new");
    }

    @Test
    void virtualCachesCountAndKeepNothing() {
        CacheSettings larger = CacheSettings.of(1 << 20, CacheSettings.Policy.S3_FIFO);
        WeightedCache<Integer, Boolean> cache = new WeightedCache<>(
                "test", new CacheSettings(2_600, CacheSettings.Policy.LRU, List.of(larger)), (key, value) -> 100);
        for (int round = 0; round < 3; round++) {
            for (int key = 0; key < 100; key++) {
                if (cache.find(key).isEmpty()) {
                    cache.put(key, true);
                }
            }
        }

        assertThat(cache.statistics().statistics().hits()).isZero();
        CacheStatistics.Virtual virtual = cache.statistics().virtual().getFirst();
        assertThat(virtual.statistics().hits()).isEqualTo(200);
        assertThat(virtual.capacity()).isEqualTo(1 << 20);
        assertThat(cache.find(1)).isEmpty();
    }

    @Test
    void withoutCapacityNothingIsKept() {
        WeightedCache<Integer, Boolean> cache = new WeightedCache<>("test", CacheSettings.OFF, (key, value) -> 1);
        cache.put(1, true);

        assertThat(cache.isEnabled()).isFalse();
        assertThat(cache.find(1)).isEmpty();
    }
}
