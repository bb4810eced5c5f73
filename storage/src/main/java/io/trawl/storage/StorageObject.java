package io.trawl.storage;

/// What a listing says about an object.
///
/// @param size its length in bytes
/// @param lastModifiedMillis when it was put, in milliseconds since 1970, by the storage's clock
public record StorageObject(StorageKey key, long size, long lastModifiedMillis) {}
