package io.trawl.config;

import io.trawl.common.DataSize;
import java.util.Optional;

/// How a node indexes. Keys: `indexer.*`.
///
/// @param splitStoreMaxNumBytes of the local copies of splits that wait for their merge
/// @param maxMergeWriteThroughput bytes a second; empty for no limit
/// @param mergeConcurrency merges at once
/// @param cpuCapacityMillis thousandths of a core that indexing may plan with
/// @param parquetMergeUseStreamingEngine kept for the metrics engine, without effect
public record IndexerConfig(
        DataSize splitStoreMaxNumBytes,
        int splitStoreMaxNumSplits,
        int maxConcurrentSplitUploads,
        Optional<DataSize> maxMergeWriteThroughput,
        int mergeConcurrency,
        boolean enableOtlpEndpoint,
        boolean enableCooperativeIndexing,
        int cpuCapacityMillis,
        boolean parquetMergeUseStreamingEngine) {
    /// For a machine with `cpus` cores.
    public static IndexerConfig defaults(int cpus) {
        return new IndexerConfig(
                DataSize.ofGibibytes(100),
                1000,
                12,
                Optional.empty(),
                Math.max(1, cpus * 2 / 3),
                true,
                false,
                cpus * 1000,
                false);
    }
}
