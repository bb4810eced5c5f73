package io.trawl.storage.s3;

import java.time.Duration;

/// One thing asked of S3, which may take several attempts.
///
/// @param what for messages, as in "read of `s3://bucket/key`"
/// @param bytes that travel, for the timeout; 0 if few
/// @param isWrite whether the caller's bytes are in use until the last attempt has ended
/// @param action makes one attempt
record S3Call<T>(String what, long bytes, boolean isWrite, Action<T> action) {
    /// @param number from 1
    /// @param isUnclear whether an earlier attempt may have taken effect although it failed
    record Attempt(int number, boolean isUnclear, Duration timeout) {}

    @FunctionalInterface
    interface Action<T> {
        T run(Attempt attempt);
    }
}
