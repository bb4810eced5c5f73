package io.trawl.search.collect;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// The order of hits across splits: by sort value, those without one last in either direction; then by split id
/// and document, in the direction of the sort. Split ids grow with time, so descending means newest first.
public record HitComparator(boolean descending) implements Comparator<HitAddress> {
    @Override
    public int compare(HitAddress a, HitAddress b) {
        int byValue = compareValues(a.sortValue(), b.sortValue());
        if (byValue != 0) {
            return byValue;
        }
        int bySplit = a.splitId().compareTo(b.splitId());
        int byAddress = bySplit != 0 ? bySplit : Integer.compare(a.doc(), b.doc());
        return descending ? -byAddress : byAddress;
    }

    private int compareValues(@Nullable SortValue a, @Nullable SortValue b) {
        if (a == null || b == null) {
            return a == b ? 0 : a == null ? 1 : -1;
        }
        int ascending = a.compareTo(b);
        return descending ? -ascending : ascending;
    }
}
