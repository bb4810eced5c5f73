package io.trawl.search.collect;

import java.util.List;
import java.util.Optional;

/// A hit in its split.
///
/// @param sortValues one a sort key, absent where the document has no value; none if hits are sorted by address
/// alone
public record SplitHit(int doc, List<Optional<SortValue>> sortValues) {
    public SplitHit {
        sortValues = List.copyOf(sortValues);
    }
}
