package io.trawl.storage.remote;

import io.trawl.common.ByteRange;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The requests of one protocol for one bucket, one attempt each.
///
/// Each takes the longest time that the attempt may take, and fails with whatever the protocol's client throws, which
/// [#judge] understands. All of them end when their thread is interrupted. Safe for concurrent use.
public interface ObjectClient {
    /// What was read.
    ///
    /// @param bytes empty if the range begins behind the end of the object
    /// @param objectLength of the whole object
    @SuppressWarnings("ArrayRecordComponent") // Passed along, never compared.
    record Fetched(byte[] bytes, long objectLength) {}

    /// @param lastModifiedMillis by the server's clock
    record Listed(String name, long size, long lastModifiedMillis) {}

    /// A part of a listing.
    ///
    /// @param isTruncated whether there is more behind it; then there is at least one object
    record Page(List<Listed> objects, boolean isTruncated) {
        public Page {
            objects = List.copyOf(objects);
        }
    }

    /// @param range not empty; what of it lies behind the end of the object is left out
    /// @throws io.trawl.common.TrawlException TOO_LARGE if the body does not fit into an array
    Fetched get(String name, Optional<ByteRange> range, Duration timeout) throws IOException, InterruptedException;

    long size(String name, Duration timeout) throws IOException, InterruptedException;

    /// @return false if `onlyIfAbsent` and there is an object
    boolean put(String name, PayloadSection section, boolean onlyIfAbsent, Duration timeout)
            throws IOException, InterruptedException;

    /// An absent object is fine.
    void delete(String name, Duration timeout) throws IOException, InterruptedException;

    /// Deletes up to [#deleteBatchMax] objects.
    ///
    /// @return what went wrong with some of them; empty if all are gone
    default Optional<String> deleteMany(List<String> names, Duration timeout) throws IOException, InterruptedException {
        for (String name : names) {
            delete(name, timeout);
        }
        return Optional.empty();
    }

    /// Objects that one request can delete; 1 if there is no such request.
    default int deleteBatchMax() {
        return 1;
    }

    /// @param startAfter empty: from the first
    /// @param limit at most 1000
    Page list(String prefix, String startAfter, int limit, Duration timeout) throws IOException, InterruptedException;

    /// What a failure of one of the others means.
    ///
    /// @param what was attempted, for the message
    Verdict judge(Exception failure, String what);
}
