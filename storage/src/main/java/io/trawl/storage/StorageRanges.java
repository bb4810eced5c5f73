package io.trawl.storage;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;

/// The checks that every backend makes on what it is asked to read.
final class StorageRanges {
    /// The longest array that every JVM can make.
    static final int MAX_ARRAY_LENGTH = Integer.MAX_VALUE - 8;

    private StorageRanges() {}

    /// @return `length` as the length of an array
    static int arrayLength(StorageKey key, long length) {
        if (length > MAX_ARRAY_LENGTH) {
            throw new TrawlException(
                    ErrorCode.TOO_LARGE,
                    "cannot read " + length + " bytes of `" + key + "` at once: read it in parts of at most "
                            + MAX_ARRAY_LENGTH);
        }
        return (int) length;
    }

    static void checkWithin(StorageKey key, ByteRange range, long size) {
        if (range.end() > size) {
            throw TrawlException.corrupted(
                    "range " + range + " lies outside of object `" + key + "`, which has " + size + " bytes");
        }
    }

    static void checkLimit(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit of a listing must be at least 1, got " + limit);
        }
    }
}
