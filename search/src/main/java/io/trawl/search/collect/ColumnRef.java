package io.trawl.search.collect;

import io.trawl.docmapper.ValueType;

/// A doc-values column of a split and what its values stand for. A field of mixed values has one a type.
///
/// @param luceneField the column's name in Lucene
public record ColumnRef(String luceneField, ValueType type) {
    public boolean isNumber() {
        return type.isNumeric() || type == ValueType.BOOL || type == ValueType.DATETIME;
    }
}
