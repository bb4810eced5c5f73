package io.trawl.server;

import io.trawl.common.TimeSource;
import io.trawl.config.NodeConfig;
import io.trawl.storage.StorageResolver;
import io.trawl.storage.remote.RemoteSettings;
import io.trawl.storage.s3.S3StorageFactory;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The storages that a node's config speaks of.
///
/// A client of an object store is made when the first URI asks for it: a node on local files pays nothing for it.
public final class ObjectStores implements AutoCloseable {
    private final NodeConfig config;
    private final StorageResolver resolver;
    /// Guarded by this.
    private @Nullable S3StorageFactory s3;

    public ObjectStores(NodeConfig config) {
        this.config = config;
        this.resolver = StorageResolver.standard(Map.of("s3", root -> s3().open(root)));
    }

    public StorageResolver resolver() {
        return resolver;
    }

    private synchronized S3StorageFactory s3() {
        if (s3 == null) {
            s3 = new S3StorageFactory(config.storage().s3(), RemoteSettings.of(config.knobs()), TimeSource.SYSTEM);
        }
        return s3;
    }

    @Override
    public synchronized void close() {
        if (s3 != null) {
            s3.close();
            s3 = null;
        }
    }
}
