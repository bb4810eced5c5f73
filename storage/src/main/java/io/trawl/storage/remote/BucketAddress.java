package io.trawl.storage.remote;

import io.trawl.config.StorageUri;
import io.trawl.storage.StorageKey;

/// Where the keys of a storage are in an object store.
///
/// @param bucket or container
/// @param prefix of all keys; empty, or ending in a slash
public record BucketAddress(String bucket, String prefix) {
    /// Of `scheme://bucket/prefix`.
    public static BucketAddress of(StorageUri root) {
        return of(root, root.path());
    }

    /// @param path what of the URI begins with the bucket
    public static BucketAddress of(StorageUri root, String path) {
        int slash = path.indexOf('/');
        if (slash == 0 || path.isEmpty()) {
            throw new IllegalArgumentException(
                    "`" + root + "` names no bucket: write `" + root.scheme() + "://bucket/prefix`");
        }
        return slash < 0
                ? new BucketAddress(path, "")
                : new BucketAddress(path.substring(0, slash), path.substring(slash + 1) + "/");
    }

    String name(StorageKey key) {
        return prefix + key;
    }
}
