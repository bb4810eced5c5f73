package io.trawl.common.cache;

import java.util.List;

/// How large a cache may be, and who leaves it.
///
/// @param capacity bytes; 0 switches the cache off
/// @param virtual caches that only count what they would have hit
public record CacheSettings(long capacity, Policy policy, List<CacheSettings> virtual) {
    public static final CacheSettings OFF = new CacheSettings(0, Policy.LRU, List.of());

    public CacheSettings {
        if (capacity < 0) {
            throw new IllegalArgumentException("a cache's capacity must not be negative, got " + capacity);
        }
        virtual = List.copyOf(virtual);
    }

    public static CacheSettings of(long capacity, Policy policy) {
        return new CacheSettings(capacity, policy, List.of());
    }

    /// The same, but no larger.
    public CacheSettings atMost(long bytes) {
        return new CacheSettings(Math.min(capacity, bytes), policy, virtual);
    }

    /// Names of policies.
    public enum Policy {
        LRU("lru"),
        S3_FIFO("s3-fifo"),
        TINY_LFU("tiny-lfu");

        private final String label;

        Policy(String label) {
            this.label = label;
        }

        /// As configs and metrics write it.
        public String label() {
            return label;
        }

        public <K> EvictionPolicy<K> create() {
            return switch (this) {
                case LRU -> new LruPolicy<>();
                case S3_FIFO -> new S3FifoPolicy<>();
                case TINY_LFU -> new TinyLfuPolicy<>();
            };
        }
    }
}
