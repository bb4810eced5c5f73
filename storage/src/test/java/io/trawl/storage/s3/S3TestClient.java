package io.trawl.storage.s3;

import io.trawl.common.TimeSource;
import io.trawl.config.Secret;
import io.trawl.config.StorageConfig;
import io.trawl.config.StorageConfig.Checksum;
import io.trawl.config.StorageUri;
import io.trawl.storage.remote.TestSettings;
import io.trawl.testkit.s3.S3TestServer;
import java.util.Optional;

/// Clients of a test server.
final class S3TestClient {
    static final StorageUri ROOT = StorageUri.parse("s3://logs/some/prefix");

    private S3TestClient() {}

    static S3StorageFactory factory(S3TestServer server) {
        return new S3StorageFactory(
                config(server, Checksum.CRC32C, false, false), TestSettings.SETTINGS, TimeSource.SYSTEM);
    }

    static StorageConfig.S3 config(
            S3TestServer server, Checksum checksum, boolean noMultiObjectDelete, boolean noMultipart) {
        return config(
                server.endpoint().toString(), S3TestServer.SECRET_KEY, checksum, noMultiObjectDelete, noMultipart);
    }

    static StorageConfig.S3 config(
            String endpoint, String secret, Checksum checksum, boolean noMultiObjectDelete, boolean noMultipart) {
        return new StorageConfig.S3(
                Optional.empty(),
                Optional.of(new Secret(S3TestServer.ACCESS_KEY)),
                Optional.of(new Secret(secret)),
                Optional.of("us-east-1"),
                Optional.of(endpoint),
                true,
                noMultiObjectDelete,
                noMultipart,
                checksum,
                false,
                false);
    }
}
