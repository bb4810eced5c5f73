package io.trawl.search.collect;

import io.trawl.query.SortOrder;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The order of hits across splits: by their sort values, those without one last or first whatever the direction; then
/// by split id and document. Split ids grow with time, so descending means newest first.
///
/// @param keys direction of each sort key
/// @param missingFirst numbers of the keys without whose value a hit comes first
/// @param ties direction of split id and document
public record HitComparator(List<SortOrder> keys, Set<Integer> missingFirst, SortOrder ties)
        implements Comparator<HitAddress> {
    public HitComparator {
        keys = List.copyOf(keys);
        missingFirst = Set.copyOf(missingFirst);
    }

    /// Hits without a value come last.
    public HitComparator(List<SortOrder> keys, SortOrder ties) {
        this(keys, Set.of(), ties);
    }

    @Override
    public int compare(HitAddress a, HitAddress b) {
        for (int i = 0; i < keys.size(); i++) {
            Optional<SortValue> mine = a.sortValues().get(i);
            Optional<SortValue> theirs = b.sortValues().get(i);
            int byValue = mine.isEmpty() || theirs.isEmpty()
                    ? compareMissing(mine.isEmpty(), theirs.isEmpty(), missingFirst.contains(i))
                    : directed(mine.get().compareTo(theirs.get()), keys.get(i));
            if (byValue != 0) {
                return byValue;
            }
        }
        int bySplit = a.splitId().compareTo(b.splitId());
        int byAddress = bySplit != 0 ? bySplit : Integer.compare(a.doc(), b.doc());
        return directed(byAddress, ties);
    }

    private static int compareMissing(boolean a, boolean b, boolean first) {
        return first ? Boolean.compare(b, a) : Boolean.compare(a, b);
    }

    private static int directed(int ascending, SortOrder order) {
        return order == SortOrder.DESC ? Integer.compare(0, ascending) : ascending;
    }
}
