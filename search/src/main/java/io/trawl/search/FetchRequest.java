package io.trawl.search;

import java.util.List;
import java.util.Optional;

/// Asks a leaf for documents of some splits.
///
/// @param snippets wanted beside the documents
public record FetchRequest(List<SplitDocs> splits, Optional<SnippetRequest> snippets) {
    public FetchRequest {
        splits = List.copyOf(splits);
    }

    /// @param docs ids in the split, in the order in which they are wanted
    public record SplitDocs(SplitTarget split, List<Integer> docs) {
        public SplitDocs {
            docs = List.copyOf(docs);
        }
    }
}
