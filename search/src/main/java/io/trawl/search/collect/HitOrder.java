package io.trawl.search.collect;

import io.trawl.query.FieldColumn;
import java.util.List;

/// What puts the hits of one split in order: keys, the most important first, then the place in the split.
///
/// @param keys none: by place alone
/// @param descending direction of the place in the split, which decides between hits whose keys are all equal
public record HitOrder(List<Key> keys, boolean descending) {
    public HitOrder {
        keys = List.copyOf(keys);
    }

    /// By place in the split alone.
    public static HitOrder byAddress(boolean descending) {
        return new HitOrder(List.of(), descending);
    }

    /// Whether matches must be scored.
    public boolean needsScores() {
        return keys.stream().anyMatch(Key.Score.class::isInstance);
    }

    /// One thing to compare hits by.
    public sealed interface Key {
        boolean descending();

        /// The value of a field, the smallest if a document has several.
        ///
        /// @param columns of the field in this split, one a type of value; none if no document has the field
        /// @param missingFirst whether documents without a value come first rather than last
        record Columns(List<FieldColumn> columns, boolean descending, boolean missingFirst) implements Key {
            public Columns {
                columns = List.copyOf(columns);
            }

            public Columns(List<FieldColumn> columns, boolean descending) {
                this(columns, descending, false);
            }

            /// Whether all values are numbers of a kind that compares as one: numbers, times or booleans.
            boolean areComparable() {
                return columns.stream().noneMatch(column -> column.kind().isBinary())
                        && columns.stream()
                                        .mapToInt(column -> SortValue.rank(column.kind()))
                                        .distinct()
                                        .count()
                                <= 1;
            }
        }

        /// How well a document fits the query.
        record Score(boolean descending) implements Key {}
    }
}
