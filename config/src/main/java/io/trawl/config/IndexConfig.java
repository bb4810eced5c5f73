package io.trawl.config;

import java.util.Optional;

/// All that is said about one index.
///
/// @param indexUri folder of the index's splits
public record IndexConfig(
        String indexId,
        StorageUri indexUri,
        DocMapping docMapping,
        IndexingSettings indexingSettings,
        IngestSettings ingestSettings,
        SearchSettings searchSettings,
        Optional<RetentionPolicy> retention) {
    public IndexConfig withDocMapping(DocMapping mapping) {
        return new IndexConfig(indexId, indexUri, mapping, indexingSettings, ingestSettings, searchSettings, retention);
    }
}
