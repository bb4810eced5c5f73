package io.trawl.search.collect;

import java.util.List;
import java.util.Optional;

/// Where a hit is, and what it is sorted by.
///
/// @param sortValues one a sort key, absent where the document has no value; none if hits are sorted by address
/// alone
public record HitAddress(String splitId, int doc, List<Optional<SortValue>> sortValues) {
    public HitAddress {
        sortValues = List.copyOf(sortValues);
    }
}
