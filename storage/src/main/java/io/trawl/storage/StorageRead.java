package io.trawl.storage;

import io.trawl.common.ByteRange;

/// One of several reads that are issued together.
public record StorageRead(StorageKey key, ByteRange range) {}
