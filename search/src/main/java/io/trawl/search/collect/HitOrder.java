package io.trawl.search.collect;

import io.trawl.query.FieldColumn;
import java.util.List;

/// What puts the hits of one split in order.
public sealed interface HitOrder {
    boolean descending();

    /// By place in the split alone.
    record Address(boolean descending) implements HitOrder {}

    /// By the first value of a field, documents without one last in either direction, ties by place in the
    /// split in the same direction.
    ///
    /// @param columns the columns of the field in this split, one a type of value; none if no document has the
    /// field
    record Columns(List<FieldColumn> columns, boolean descending) implements HitOrder {
        public Columns {
            columns = List.copyOf(columns);
        }
    }
}
