package io.trawl.storage.s3;

import io.trawl.config.StorageUri;
import io.trawl.storage.StorageKey;

/// Where the keys of a storage are in S3.
///
/// @param prefix of all keys; empty, or ending in a slash
record S3Address(String bucket, String prefix) {
    static S3Address of(StorageUri root) {
        String path = root.path();
        int slash = path.indexOf('/');
        if (!root.scheme().equals("s3") || slash == 0) {
            throw new IllegalArgumentException("`" + root + "` names no bucket: write `s3://bucket/prefix`");
        }
        return slash < 0
                ? new S3Address(path, "")
                : new S3Address(path.substring(0, slash), path.substring(slash + 1) + "/");
    }

    String name(StorageKey key) {
        return prefix + key;
    }
}
