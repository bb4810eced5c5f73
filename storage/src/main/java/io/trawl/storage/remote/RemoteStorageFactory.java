package io.trawl.storage.remote;

import io.trawl.storage.StorageFactory;

/// Makes the storages of one kind of object store. They share one client, one cap and one budget.
public interface RemoteStorageFactory extends StorageFactory, AutoCloseable {
    RemoteStatistics statistics();

    @Override
    void close();
}
