package io.trawl.storage.gcs;

import io.trawl.common.TimeSource;
import io.trawl.config.StorageConfig;
import io.trawl.storage.remote.AnswerServer;
import io.trawl.storage.remote.RemoteSettings;
import io.trawl.testkit.s3.S3TestServer;
import java.util.Map;
import java.util.Optional;

/// Clients of a test server, whose tokens come from a machine's metadata service.
final class GcsTestClient {
    private GcsTestClient() {}

    static AnswerServer tokens(String token) {
        return new AnswerServer(asked -> "{\"access_token\":\"" + token + "\",\"expires_in\":3599}");
    }

    static GcsStorageFactory factory(S3TestServer server, RemoteSettings settings, AnswerServer tokens) {
        return new GcsStorageFactory(
                new StorageConfig.Google(Optional.empty()),
                settings,
                Map.of(
                        "GCE_METADATA_HOST",
                        tokens.uri().getAuthority(),
                        "STORAGE_EMULATOR_HOST",
                        server.endpoint().toString()),
                TimeSource.SYSTEM,
                true);
    }
}
