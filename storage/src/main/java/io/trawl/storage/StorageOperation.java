package io.trawl.storage;

/// The kinds of request a [Storage] gets. One read of a `readMany` counts as a [#READ].
public enum StorageOperation {
    READ,
    SIZE,
    PUT,
    PUT_IF_ABSENT,
    DELETE,
    LIST
}
