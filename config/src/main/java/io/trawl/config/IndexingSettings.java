package io.trawl.config;

import io.trawl.common.DataSize;
import java.util.Optional;

/// How documents become splits. Keys: `indexing_settings.*`.
///
/// @param commitTimeoutSecs a split is closed this long after its first document, at least 1
/// @param splitNumDocsTarget a split is closed at this many documents, and merges stop there
/// @param docstoreCompressionLevel zstd level of stored documents
/// @param docstoreBlocksize bytes compressed together
/// @param heapSize a split is closed when its writer uses this much
/// @param maxMergeWriteThroughput bytes a second; the node's setting replaces it
/// @param parquetMergePolicy kept for the metrics engine, without effect
/// @param parquetIndexing kept for the metrics engine, without effect
public record IndexingSettings(
        int commitTimeoutSecs,
        int splitNumDocsTarget,
        int docstoreCompressionLevel,
        int docstoreBlocksize,
        MergePolicyConfig mergePolicy,
        DataSize heapSize,
        Optional<DataSize> maxMergeWriteThroughput,
        Optional<ParquetMergePolicy> parquetMergePolicy,
        Optional<ParquetIndexing> parquetIndexing) {
    public static final IndexingSettings DEFAULT = new IndexingSettings(
            60,
            10_000_000,
            8,
            1_000_000,
            MergePolicyConfig.StableLog.DEFAULT,
            DataSize.ofBytes(2_000_000_000L),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
}
