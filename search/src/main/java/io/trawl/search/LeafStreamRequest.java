package io.trawl.search;

import java.util.List;

/// What the root asks of one leaf for a search stream.
///
/// @param matching which documents of which splits
public record LeafStreamRequest(LeafSearchRequest matching, StreamOutput output) {
    public LeafStreamRequest withSplits(List<SplitTarget> some) {
        return new LeafStreamRequest(matching.withSplits(some), output);
    }
}
