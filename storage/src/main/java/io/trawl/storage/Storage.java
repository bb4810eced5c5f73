package io.trawl.storage;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import io.trawl.config.StorageUri;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Bytes by key. An object appears whole or not at all; it is replaced, never changed in place.
///
/// All methods are safe for concurrent use, by threads and by processes, and may block on I/O. Each checks the context
/// first (`CANCELLED`, `TIMEOUT`) and then throws [io.trawl.common.TrawlException] with
/// - `NOT_FOUND` if the object is absent,
/// - `CORRUPTED` if a range does not lie within the object,
/// - `TOO_LARGE` if what is asked for does not fit into an array,
/// - `UNAVAILABLE` if trying again may help, for instance when the disk is full,
/// - `INTERNAL` otherwise, for instance when rights are missing.
///
/// After `UNAVAILABLE` or `INTERNAL` from a write it is open whether the write took place.
///
/// Reads are counted on the context: a request and its bytes each, and one wave a call. `size` and `list` count as a
/// request of no bytes, since they wait for an answer as a read does.
///
/// No key may be a folder of another: of `a` and `a/b` only one can be stored on a file system.
public interface Storage {
    /// What the keys are relative to.
    StorageUri root();

    /// Reads a part of the object.
    ///
    /// @return exactly `range.length()` bytes, never fewer
    byte[] read(StorageKey key, ByteRange range, RequestContext context);

    /// Reads the whole object.
    byte[] readAll(StorageKey key, RequestContext context);

    /// Reads side by side: one wave, whatever the number of reads. The first failure, in order, fails all.
    ///
    /// @return the bytes of each read, in the order of `reads`
    List<byte[]> readMany(List<StorageRead> reads, RequestContext context);

    /// The length of the object in bytes.
    long size(StorageKey key, RequestContext context);

    /// Stores a whole object, durable and visible on return. Replaces what was there: retrying the same put is safe.
    void put(StorageKey key, Payload payload, RequestContext context);

    /// Stores a whole object unless there is one; of several writers exactly one wins. Durable on return, whoever won.
    ///
    /// @return false if there was an object, which is left as it is
    boolean putIfAbsent(StorageKey key, Payload payload, RequestContext context);

    /// Removes the object, durably on return. An absent object is fine.
    void delete(StorageKey key, RequestContext context);

    /// Removes objects as [#delete] does, in as few requests as the backend can. After a failure some may be gone.
    default void deleteMany(Collection<StorageKey> keys, RequestContext context) {
        for (StorageKey key : keys) {
            delete(key, context);
        }
    }

    /// The objects whose keys start with `prefix`, which need not end at a `/`, in the order of their keys.
    ///
    /// Objects put or deleted meanwhile may or may not be listed; all others are.
    ///
    /// @param startAfter only keys behind this one; empty: from the first
    /// @param limit the most objects to return, at least 1
    List<StorageObject> list(String prefix, String startAfter, int limit, RequestContext context);

    /// Removes what the backend keeps in a folder beside the objects: what crashed puts have left behind, and folders
    /// without an object. Nothing where a backend has neither. Objects are never touched.
    ///
    /// @param folder a key, or empty for all; it goes itself if it is empty, but the root stays
    /// @param startedBeforeMillis only of puts that started before this time; leave running ones a day
    /// @return how many files were removed
    default int tidy(String folder, long startedBeforeMillis, RequestContext context) {
        return 0;
    }

    /// The file that holds the object, for backends on this machine's file system. It need not exist. For mapping only:
    /// never write to it.
    default Optional<Path> localFile(StorageKey key) {
        return Optional.empty();
    }
}
