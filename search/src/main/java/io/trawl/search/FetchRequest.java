package io.trawl.search;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Asks a leaf for documents of some splits.
///
/// @param snippets wanted beside the documents
/// @param configsToday index id to the index config of today in JSON, for indexes some of whose splits were made with
/// another mapping: their documents are shown by that of today
public record FetchRequest(
        List<SplitDocs> splits, Optional<SnippetRequest> snippets, Map<String, String> configsToday) {
    public FetchRequest {
        splits = List.copyOf(splits);
        configsToday = Map.copyOf(configsToday);
    }

    /// @param docs ids in the split, in the order in which they are wanted
    public record SplitDocs(SplitTarget split, List<Integer> docs) {
        public SplitDocs {
            docs = List.copyOf(docs);
        }
    }
}
