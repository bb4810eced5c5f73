package io.trawl.storage.azure;

import io.trawl.common.TimeSource;
import io.trawl.config.Secret;
import io.trawl.config.StorageConfig;
import io.trawl.storage.remote.RemoteSettings;
import io.trawl.testkit.azure.AzureProtocol;
import io.trawl.testkit.s3.S3TestServer;
import java.util.Map;
import java.util.Optional;

/// Clients of a test server.
final class AzureTestClient {
    private AzureTestClient() {}

    static AzureStorageFactory factory(S3TestServer server, RemoteSettings settings, String key) {
        return new AzureStorageFactory(config(server, Optional.of(key)), settings, Map.of(), TimeSource.SYSTEM);
    }

    static StorageConfig.Azure config(S3TestServer server, Optional<String> key) {
        return new StorageConfig.Azure(
                Optional.of(AzureProtocol.ACCOUNT),
                key.map(Secret::new),
                Optional.of(server.endpoint() + "/" + AzureProtocol.ACCOUNT),
                Optional.empty());
    }
}
