package io.trawl.config;

import io.trawl.common.DataSize;
import java.time.Duration;

/// Merges of the metrics engine; accepted and kept, without effect.
public record ParquetMergePolicy(
        int mergeFactor,
        int maxMergeFactor,
        int maxMergeOps,
        DataSize targetSplitSizeBytes,
        Duration maturationPeriod,
        int maxFinalizeMergeOperations) {}
