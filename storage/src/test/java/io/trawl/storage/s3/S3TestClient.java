package io.trawl.storage.s3;

import io.trawl.common.DataSize;
import io.trawl.common.RetryPolicy;
import io.trawl.common.TimeSource;
import io.trawl.config.Secret;
import io.trawl.config.StorageConfig;
import io.trawl.config.StorageConfig.Checksum;
import io.trawl.config.StorageUri;
import io.trawl.storage.remote.RemoteSettings;
import io.trawl.storage.remote.RemoteSettings.Patience;
import io.trawl.testkit.s3.S3TestServer;
import java.time.Duration;
import java.util.Optional;

/// Clients of a test server.
final class S3TestClient {
    static final StorageUri ROOT = StorageUri.parse("s3://logs/some/prefix");

    /// Short waits, small parts, no second requests.
    static final RemoteSettings SETTINGS = new RemoteSettings(
            64,
            DataSize.ofMebibytes(1),
            4,
            patience(Duration.ofSeconds(10), 500_000),
            patience(Duration.ofSeconds(10), 500_000),
            new RetryPolicy(5, Duration.ofMillis(4), Duration.ofMillis(20)),
            0);

    private S3TestClient() {}

    static Patience patience(Duration base, long bytesPerSecondMin) {
        return new Patience(base, bytesPerSecondMin, new RetryPolicy(5, Duration.ofMillis(2), Duration.ofMillis(10)));
    }

    /// The same with attempts given up early.
    static RemoteSettings impatient(RemoteSettings like, Duration base, long bytesPerSecondMin) {
        Patience patience = patience(base, bytesPerSecondMin);
        return like.withPatience(patience, patience);
    }

    static S3StorageFactory factory(S3TestServer server) {
        return new S3StorageFactory(config(server, Checksum.CRC32C, false, false), SETTINGS, TimeSource.SYSTEM);
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
