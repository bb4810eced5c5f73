package io.trawl.config;

import io.trawl.common.DataSize;
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
