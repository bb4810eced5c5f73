package io.trawl.search.root;

import io.trawl.search.LeafSearchClient;
import io.trawl.search.SplitTarget;
import java.util.List;
import java.util.Map;

/// Decides which leaf searches which split. The same split goes to the same leaf as long as that one is there,
/// so that its caches are of use.
@FunctionalInterface
public interface LeafPlacer {
    /// Everything on one leaf.
    static LeafPlacer single(LeafSearchClient leaf) {
        return splits -> splits.isEmpty() ? Map.of() : Map.of(leaf, List.copyOf(splits));
    }

    /// @param splits in the order in which they should be searched, which is kept for each leaf
    /// @throws io.trawl.common.TrawlException UNAVAILABLE if there is no leaf
    Map<LeafSearchClient, List<SplitTarget>> place(List<SplitTarget> splits);
}
