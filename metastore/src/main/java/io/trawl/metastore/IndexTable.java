package io.trawl.metastore;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The indexes by id, as one sorted array. Immutable: a change copies it, 20 KB for 5,000 indexes.
final class IndexTable {
    static final IndexTable EMPTY = new IndexTable(new IndexState[0]);

    private final IndexState[] indexes;

    private IndexTable(IndexState[] indexes) {
        this.indexes = indexes;
    }

    /// @param indexes sorted by id, each id once
    static IndexTable ofSorted(List<IndexState> indexes) {
        return new IndexTable(indexes.toArray(new IndexState[0]));
    }

    List<IndexState> all() {
        return List.of(indexes);
    }

    Optional<IndexState> find(String indexId) {
        int at = search(indexId);
        return at < 0 ? Optional.empty() : Optional.of(indexes[at]);
    }

    /// With `index` in the place of the one of its id, or added.
    IndexTable with(IndexState index) {
        int at = search(index.indexId());
        if (at >= 0) {
            IndexState[] changed = indexes.clone();
            changed[at] = index;
            return new IndexTable(changed);
        }
        int insertAt = -at - 1;
        IndexState[] longer = Arrays.copyOf(indexes, indexes.length + 1);
        System.arraycopy(indexes, insertAt, longer, insertAt + 1, indexes.length - insertAt);
        longer[insertAt] = index;
        return new IndexTable(longer);
    }

    IndexTable without(String indexId) {
        int at = search(indexId);
        if (at < 0) {
            return this;
        }
        IndexState[] rest = new IndexState[indexes.length - 1];
        System.arraycopy(indexes, 0, rest, 0, at);
        System.arraycopy(indexes, at + 1, rest, at, rest.length - at);
        return new IndexTable(rest);
    }

    private int search(String indexId) {
        int low = 0;
        int high = indexes.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = indexes[middle].indexId().compareTo(indexId);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -(low + 1);
    }
}
