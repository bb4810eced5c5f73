package io.trawl.search.collect;

import org.jspecify.annotations.Nullable;

/// Where a hit is, and what it is sorted by.
///
/// @param sortValue null if the document has no value to sort by, or hits are sorted by address alone
public record HitAddress(String splitId, int doc, @Nullable SortValue sortValue) {}
