package io.trawl.server;

import io.trawl.common.TimeSource;
import io.trawl.config.NodeConfig;
import io.trawl.config.StorageConfig;
import io.trawl.config.StorageUri;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageFactory;
import io.trawl.storage.StorageResolver;
import io.trawl.storage.azure.AzureStorageFactory;
import io.trawl.storage.gcs.GcsStorageFactory;
import io.trawl.storage.remote.RemoteSettings;
import io.trawl.storage.remote.RemoteStatistics;
import io.trawl.storage.remote.RemoteStorageFactory;
import io.trawl.storage.s3.S3StorageFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// The storages that a node's config speaks of.
///
/// A client of an object store is made when the first URI asks for it: a node on local files pays nothing for it.
public final class ObjectStores implements AutoCloseable {
    private final StorageResolver resolver;
    private final Map<String, Supplier<RemoteStorageFactory>> makers;
    /// By scheme, those in use. Guarded by itself.
    private final Map<String, RemoteStorageFactory> factories = new TreeMap<>();

    public ObjectStores(NodeConfig config) {
        this(config, System.getenv());
    }

    /// @param environment of the process, where clouds leave their credentials
    public ObjectStores(NodeConfig config, Map<String, String> environment) {
        RemoteSettings settings = settings(config);
        StorageConfig storage = config.storage();
        TimeSource timeSource = TimeSource.SYSTEM;
        makers = Map.of(
                "s3", () -> new S3StorageFactory(storage.s3(), settings, timeSource),
                "azure", () -> new AzureStorageFactory(storage.azure(), settings, environment, timeSource),
                "gs", () -> new GcsStorageFactory(storage.google(), settings, environment, timeSource));
        Map<String, StorageFactory> byScheme = new TreeMap<>();
        makers.keySet().forEach(scheme -> byScheme.put(scheme, this::open));
        resolver = StorageResolver.standard(byScheme);
    }

    private static RemoteSettings settings(NodeConfig config) {
        RemoteSettings settings = RemoteSettings.of(config.knobs());
        return config.searcher().storageTimeoutPolicy().map(settings::withReads).orElse(settings);
    }

    public StorageResolver resolver() {
        return resolver;
    }

    /// What was asked of the object stores in use, by scheme.
    public Map<String, RemoteStatistics> statistics() {
        Map<String, RemoteStatistics> statistics = new TreeMap<>();
        synchronized (factories) {
            factories.forEach((scheme, factory) -> statistics.put(scheme, factory.statistics()));
        }
        return statistics;
    }

    private Storage open(StorageUri uri) {
        synchronized (factories) {
            return factories
                    .computeIfAbsent(uri.scheme(), scheme -> {
                        Supplier<RemoteStorageFactory> maker = makers.get(scheme);
                        if (maker == null) {
                            throw new IllegalArgumentException("no object store for scheme `" + scheme + "`");
                        }
                        return maker.get();
                    })
                    .open(uri);
        }
    }

    @Override
    public void close() {
        synchronized (factories) {
            factories.values().forEach(RemoteStorageFactory::close);
            factories.clear();
        }
    }
}
