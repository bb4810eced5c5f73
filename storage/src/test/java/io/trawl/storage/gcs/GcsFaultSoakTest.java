package io.trawl.storage.gcs;

import io.trawl.config.StorageUri;
import io.trawl.storage.remote.AnswerServer;
import io.trawl.storage.remote.RemoteSettings;
import io.trawl.storage.remote.RemoteSoakTest;
import io.trawl.storage.remote.RemoteStorageFactory;
import io.trawl.testkit.gcs.GcsProtocol;
import io.trawl.testkit.s3.S3TestServer;
import org.junit.jupiter.api.AfterEach;

class GcsFaultSoakTest extends RemoteSoakTest {
    private final AnswerServer tokens = GcsTestClient.tokens(GcsProtocol.TOKEN);

    @AfterEach
    void stop() {
        tokens.close();
    }

    @Override
    protected S3TestServer start(long seed) {
        return GcsProtocol.start(seed).createBucket("logs");
    }

    @Override
    protected RemoteStorageFactory factory(S3TestServer server, RemoteSettings settings) {
        return GcsTestClient.factory(server, settings, tokens);
    }

    @Override
    protected StorageUri root() {
        return StorageUri.parse("gs://logs/soak");
    }
}
