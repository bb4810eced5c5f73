package io.trawl.config;

import io.trawl.common.DataSize;
import io.trawl.common.cache.CacheSettings;
import java.util.List;
import java.util.Locale;

/// A cache of a searcher.
///
/// @param virtualCaches that only count what they would have hit
public record CacheConfig(DataSize capacity, Policy policy, List<CacheConfig> virtualCaches) {
    public CacheConfig {
        virtualCaches = List.copyOf(virtualCaches);
    }

    public static CacheConfig of(DataSize capacity) {
        return new CacheConfig(capacity, Policy.LRU, List.of());
    }

    public CacheSettings settings() {
        return new CacheSettings(
                capacity.bytes(),
                switch (policy) {
                    case LRU -> CacheSettings.Policy.LRU;
                    case S3_FIFO -> CacheSettings.Policy.S3_FIFO;
                    case TINY_LFU -> CacheSettings.Policy.TINY_LFU;
                },
                virtualCaches.stream().map(CacheConfig::settings).toList());
    }

    /// What leaves a full cache first.
    public enum Policy {
        LRU,
        S3_FIFO,
        TINY_LFU;

        /// As configs write it.
        public String configName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
