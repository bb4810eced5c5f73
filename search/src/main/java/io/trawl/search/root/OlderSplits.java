package io.trawl.search.root;

import io.trawl.config.IndexConfigJson;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.MetastoreView;
import io.trawl.search.SplitTarget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Splits that were made before the doc mapping of their index was last changed.
final class OlderSplits {
    private OlderSplits() {}

    /// Index id to the config of today in JSON, for indexes that have such splits among these.
    static Map<String, String> configsToday(List<SplitTarget> splits, MetastoreView view) {
        Map<String, String> configs = new HashMap<>();
        for (SplitTarget split : splits) {
            Optional<IndexMetadata> index = view.index(split.indexUid());
            if (index.isEmpty() || configs.containsKey(index.get().indexId())) {
                continue;
            }
            String today = index.get().config().docMapping().docMappingUid();
            if (!split.docMappingUid().equals(today)) {
                configs.put(
                        index.get().indexId(),
                        IndexConfigJson.toJson(index.get().config()).toString());
            }
        }
        return configs;
    }
}
