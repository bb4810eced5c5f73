package io.trawl.storage;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import io.trawl.config.StorageUri;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Finds the storage behind a URI, by its scheme. The same URI gives the same storage. Safe for concurrent use.
public final class StorageResolver {
    /// Storages kept; past it all are let go and made again when asked for, which costs nothing but their memory.
    private static final int MAX_CACHED = 10_000;

    private final Map<String, StorageFactory> factories;
    private final Map<StorageUri, Storage> storages = new ConcurrentHashMap<>();

    /// @param factories by scheme
    public StorageResolver(Map<String, StorageFactory> factories) {
        this.factories = Map.copyOf(factories);
    }

    /// Resolves `file` and `ram`. All `ram` URIs of one resolver share their objects, as folders of one disk do.
    public static StorageResolver standard() {
        return standard(Map.of());
    }

    /// Resolves `file`, `ram` and the schemes of `more`.
    public static StorageResolver standard(Map<String, StorageFactory> more) {
        Disk disk = new OsDisk();
        MemoryStorage memory = new MemoryStorage(new StorageUri("ram", "/"));
        Map<String, StorageFactory> factories = new HashMap<>(more);
        factories.put("file", root -> new LocalStorage(root, disk));
        factories.put("ram", root -> belowMemory(memory, root));
        return new StorageResolver(factories);
    }

    /// @throws TrawlException BAD_REQUEST if there is no storage for the scheme
    public Storage resolve(StorageUri uri) {
        if (storages.size() >= MAX_CACHED) {
            storages.clear();
        }
        return storages.computeIfAbsent(uri, this::open);
    }

    private Storage open(StorageUri uri) {
        StorageFactory factory = factories.get(uri.scheme());
        if (factory != null) {
            return factory.open(uri);
        }
        throw new TrawlException(
                ErrorCode.BAD_REQUEST,
                "failed to resolve the storage `" + uri + "`: there is no storage for scheme `" + uri.scheme()
                        + "`, use one of "
                        + factories.keySet().stream().sorted().toList());
    }

    private static Storage belowMemory(MemoryStorage memory, StorageUri root) {
        String folder = root.path().startsWith("/") ? root.path().substring(1) : root.path();
        return folder.isEmpty() ? memory : memory.below(root, new StorageKey(folder));
    }
}
