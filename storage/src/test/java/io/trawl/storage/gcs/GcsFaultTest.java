package io.trawl.storage.gcs;

import io.trawl.config.StorageUri;
import io.trawl.storage.Storage;
import io.trawl.storage.remote.AnswerServer;
import io.trawl.storage.remote.RemoteFaultTest;
import io.trawl.testkit.gcs.GcsProtocol;
import io.trawl.testkit.s3.S3TestServer;
import org.junit.jupiter.api.AfterEach;

class GcsFaultTest extends RemoteFaultTest {
    private final S3TestServer server = GcsProtocol.start(7).createBucket("logs");
    private final AnswerServer tokens = GcsTestClient.tokens(GcsProtocol.TOKEN);
    private final AnswerServer strangersTokens = GcsTestClient.tokens("someone-elses");
    private final GcsStorageFactory factory = GcsTestClient.factory(server, IMPATIENT, tokens);
    private final GcsStorageFactory stranger = GcsTestClient.factory(server, IMPATIENT, strangersTokens);

    @AfterEach
    void stop() {
        factory.close();
        stranger.close();
        tokens.close();
        strangersTokens.close();
        server.close();
    }

    @Override
    protected S3TestServer server() {
        return server;
    }

    @Override
    protected Storage storage() {
        return factory.open(StorageUri.parse("gs://logs/some/prefix"));
    }

    @Override
    protected Storage storageOfNoBucket() {
        return factory.open(StorageUri.parse("gs://absent"));
    }

    @Override
    protected Storage strangersStorage() {
        return stranger.open(StorageUri.parse("gs://logs/some/prefix"));
    }
}
