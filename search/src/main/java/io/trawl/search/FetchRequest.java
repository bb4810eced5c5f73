package io.trawl.search;

import java.util.List;

/// Asks a leaf for documents of some splits.
public record FetchRequest(List<SplitDocs> splits) {
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
