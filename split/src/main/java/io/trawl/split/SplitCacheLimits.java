package io.trawl.split;

import io.trawl.common.DataSize;
import io.trawl.common.cache.CacheSettings;

/// How much a [SplitCache] may keep.
///
/// @param diskBytes of cache files, counted as what was fetched into them
/// @param files splits with a cache file
/// @param descriptors files open at once
/// @param openReaders memory of open splits, and which of them is closed first
public record SplitCacheLimits(DataSize diskBytes, int files, int descriptors, CacheSettings openReaders) {
    /// As many as an operator who did not say is not surprised by.
    private static final int FILES = 10_000;

    private static final int DESCRIPTORS = 100;

    public SplitCacheLimits {
        if (files < 1 || descriptors < 1) {
            throw new IllegalArgumentException(
                    "a split cache needs at least one file and one descriptor, got " + files + " and " + descriptors);
        }
    }

    public static SplitCacheLimits of(DataSize diskBytes, DataSize openReaders) {
        return new SplitCacheLimits(
                diskBytes, FILES, DESCRIPTORS, CacheSettings.of(openReaders.bytes(), CacheSettings.Policy.LRU));
    }
}
