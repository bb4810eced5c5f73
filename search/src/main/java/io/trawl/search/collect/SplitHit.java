package io.trawl.search.collect;

import org.jspecify.annotations.Nullable;

/// A hit in its split.
///
/// @param sortValue null if the document has no value to sort by, or the order needs none
public record SplitHit(int doc, @Nullable SortValue sortValue) {}
