package io.trawl.query;

/// One doc-values column behind a field name. A declared field has one; a json path has one a type, of which a
/// split may lack any.
///
/// @param column the Lucene field
/// @param kind how its values are read
/// @param multiValued whether it is SORTED_NUMERIC or SORTED_SET rather than NUMERIC or SORTED
/// @param json whether documents decide the type, so that the columns of one name are one field to the user
public record FieldColumn(String column, Kind kind, boolean multiValued, boolean json) {
    /// What a column holds; numbers as [io.trawl.docmapper.ColumnCodec] writes them, times as nanoseconds.
    public enum Kind {
        TEXT,
        U64,
        I64,
        F64,
        BOOL,
        DATETIME,
        /// Addresses of 16 bytes.
        IP,
        BYTES;

        /// Whether metrics and sorts read it as a number.
        public boolean isNumber() {
            return this == U64 || this == I64 || this == F64;
        }

        /// Whether its values are bytes with ordinals, not longs.
        public boolean isBinary() {
            return this == TEXT || this == IP || this == BYTES;
        }
    }
}
