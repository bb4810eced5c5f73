package io.trawl.storage;

import io.trawl.config.StorageUri;

/// Makes the storages of one scheme.
@FunctionalInterface
public interface StorageFactory {
    Storage open(StorageUri root);
}
