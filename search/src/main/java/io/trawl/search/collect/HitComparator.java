package io.trawl.search.collect;

import io.trawl.query.SortOrder;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The order of hits across splits: by their sort values, those without one last in either direction; then by
/// split id and document. Split ids grow with time, so descending means newest first.
///
/// @param keys direction of each sort key
/// @param ties direction of split id and document
public record HitComparator(List<SortOrder> keys, SortOrder ties) implements Comparator<HitAddress> {
    public HitComparator {
        keys = List.copyOf(keys);
    }

    @Override
    public int compare(HitAddress a, HitAddress b) {
        for (int i = 0; i < keys.size(); i++) {
            int byValue = compareValues(a.sortValues().get(i), b.sortValues().get(i), keys.get(i));
            if (byValue != 0) {
                return byValue;
            }
        }
        int bySplit = a.splitId().compareTo(b.splitId());
        int byAddress = bySplit != 0 ? bySplit : Integer.compare(a.doc(), b.doc());
        return directed(byAddress, ties);
    }

    private static int compareValues(Optional<SortValue> a, Optional<SortValue> b, SortOrder order) {
        if (a.isEmpty() || b.isEmpty()) {
            return Boolean.compare(a.isEmpty(), b.isEmpty());
        }
        return directed(a.get().compareTo(b.get()), order);
    }

    private static int directed(int ascending, SortOrder order) {
        return order == SortOrder.DESC ? Integer.compare(0, ascending) : ascending;
    }
}
