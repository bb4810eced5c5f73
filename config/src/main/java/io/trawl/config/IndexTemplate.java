package io.trawl.config;

import java.util.List;
import java.util.Optional;

/// What an index becomes that is made because documents came for it.
///
/// @param indexIdPatterns which ids it is for: with `*` for any run of characters, and a leading `-` for those to
///     leave out; at least one
/// @param indexRootUri the folder of the index is made below it; the node's default if absent
/// @param priority of several templates for one id the highest is taken, then the first by template id; at least 0
public record IndexTemplate(
        String templateId,
        List<String> indexIdPatterns,
        Optional<StorageUri> indexRootUri,
        long priority,
        Optional<String> description,
        DocMapping docMapping,
        IndexingSettings indexingSettings,
        IngestSettings ingestSettings,
        SearchSettings searchSettings,
        Optional<RetentionPolicy> retention) {
    public IndexTemplate {
        indexIdPatterns = List.copyOf(indexIdPatterns);
    }

    /// The config of the index `indexId`. Later changes of the template do not reach the index.
    ///
    /// @param docMappingUid of the index's own mapping
    /// @throws IllegalArgumentException if no index can have that id
    public IndexConfig indexConfig(String indexId, StorageUri defaultIndexRoot, String docMappingUid) {
        Identifiers.check("index ID", indexId);
        return new IndexConfig(
                indexId,
                indexRootUri.orElse(defaultIndexRoot).child(indexId),
                docMapping.withUid(docMappingUid),
                indexingSettings,
                ingestSettings,
                searchSettings,
                retention);
    }

    public IndexTemplate withDocMapping(DocMapping mapping) {
        return new IndexTemplate(
                templateId,
                indexIdPatterns,
                indexRootUri,
                priority,
                description,
                mapping,
                indexingSettings,
                ingestSettings,
                searchSettings,
                retention);
    }
}
