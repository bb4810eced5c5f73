package io.trawl.search.collect;

import io.trawl.query.FieldColumn;
import java.util.List;

/// Finds the columns of a field in one split.
@FunctionalInterface
public interface ColumnResolver {
    /// @param field as the request names it
    /// @return one column a type of value; empty if no document of the split has the field
    List<FieldColumn> columns(String field);
}
