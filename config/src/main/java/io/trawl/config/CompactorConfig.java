package io.trawl.config;

import io.trawl.common.DataSize;
import java.time.Duration;
import java.util.Optional;

/// The standalone compactor. Keys: `compactor.*`.
///
/// @param maxMergeWriteThroughput bytes a second; empty for no limit
public record CompactorConfig(
        int maxConcurrentMergeExecutions,
        int pipelineSlotsPerMergeExecution,
        int maxConcurrentSplitUploads,
        Optional<DataSize> maxMergeWriteThroughput,
        Duration decommissionTimeout) {
    /// For a machine with `cpus` cores.
    public static CompactorConfig defaults(int cpus) {
        return new CompactorConfig(Math.max(1, cpus - 1), 2, 12, Optional.empty(), Duration.ofSeconds(300));
    }
}
