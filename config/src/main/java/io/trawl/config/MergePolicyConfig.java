package io.trawl.config;

import java.time.Duration;
import java.util.OptionalLong;

/// How splits of an index are merged.
public sealed interface MergePolicyConfig {
    int DEFAULT_MERGE_FACTOR = 10;
    int DEFAULT_MAX_MERGE_FACTOR = 12;
    Duration DEFAULT_MATURATION_PERIOD = Duration.ofHours(48);

    record NoMerge() implements MergePolicyConfig {}

    /// @param maxMergeOps times a document is rewritten at most
    /// @param maxFinalizeMergeOperations 0 for none
    record LimitMerge(
            int maxMergeOps,
            int mergeFactor,
            int maxMergeFactor,
            Duration maturationPeriod,
            int maxFinalizeMergeOperations,
            OptionalLong maxFinalizeSplitNumDocs)
            implements MergePolicyConfig {
        public LimitMerge {
            checkFactors(mergeFactor, maxMergeFactor);
        }
    }

    record StableLog(int minLevelNumDocs, int mergeFactor, int maxMergeFactor, Duration maturationPeriod)
            implements MergePolicyConfig {
        public static final StableLog DEFAULT =
                new StableLog(100_000, DEFAULT_MERGE_FACTOR, DEFAULT_MAX_MERGE_FACTOR, DEFAULT_MATURATION_PERIOD);

        public StableLog {
            checkFactors(mergeFactor, maxMergeFactor);
        }
    }

    private static void checkFactors(int mergeFactor, int maxMergeFactor) {
        if (maxMergeFactor < mergeFactor) {
            throw new IllegalArgumentException(
                    "index config merge policy `max_merge_factor` must be superior or equal to `merge_factor`");
        }
    }
}
