package io.trawl.storage.remote;

import io.trawl.storage.StorageOperation;
import java.io.IOException;
import java.time.Duration;

/// One thing asked of an object store, which may take several attempts.
///
/// @param what for messages, as in "read of `key` in `s3://bucket`"
/// @param bytes that travel, for the timeout; 0 if few
/// @param isHedged whether a second request may be sent when the first is late; only for reads of known length
/// @param action makes one attempt
public record RemoteCall<T>(StorageOperation operation, String what, long bytes, boolean isHedged, Action<T> action) {
    /// @param number from 1
    /// @param isUnclear whether an earlier attempt may have taken effect although it failed
    public record Attempt(int number, boolean isUnclear, Duration timeout) {}

    /// What makes an attempt.
    @FunctionalInterface
    public interface Action<T> {
        T run(Attempt attempt) throws IOException, InterruptedException;
    }

    public static <T> RemoteCall<T> of(StorageOperation operation, String what, long bytes, Action<T> action) {
        return new RemoteCall<>(operation, what, bytes, false, action);
    }

    /// Whether the caller's bytes may be in use until the last attempt has ended.
    boolean isWrite() {
        return switch (operation) {
            case PUT, PUT_IF_ABSENT, DELETE -> true;
            case READ, SIZE, LIST -> false;
        };
    }
}
