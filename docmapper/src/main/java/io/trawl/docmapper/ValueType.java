package io.trawl.docmapper;

/// What a searchable field holds.
public enum ValueType {
    TEXT,
    U64,
    I64,
    F64,
    BOOL,
    IP,
    DATETIME,
    BYTES,
    /// A tree of values, each with a path and a type of its own ([JsonType]).
    JSON,
    /// Terms of several fields, as those of a json field at the empty path; neither stored nor fast.
    CONCATENATE;

    public boolean isNumeric() {
        return this == U64 || this == I64 || this == F64;
    }
}
