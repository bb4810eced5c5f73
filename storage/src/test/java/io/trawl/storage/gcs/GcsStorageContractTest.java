package io.trawl.storage.gcs;

import io.trawl.common.RequestContext;
import io.trawl.config.StorageUri;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageContractTest;
import io.trawl.storage.remote.AnswerServer;
import io.trawl.storage.remote.TestSettings;
import io.trawl.testkit.gcs.GcsProtocol;
import io.trawl.testkit.s3.S3TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/// Each test has a bucket of its own on one server; the client is shared as it is on a node.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GcsStorageContractTest extends StorageContractTest {
    private S3TestServer server;
    private AnswerServer tokens;
    private GcsStorageFactory factory;
    private int buckets;

    @BeforeAll
    void startServer() {
        server = GcsProtocol.start(1);
        tokens = GcsTestClient.tokens(GcsProtocol.TOKEN);
        factory = GcsTestClient.factory(server, TestSettings.SETTINGS, tokens);
    }

    @AfterAll
    void stopServer() {
        factory.close();
        tokens.close();
        server.close();
    }

    @Override
    protected Storage open() {
        context = RequestContext.background("contract");
        String bucket = "bucket-" + ++buckets;
        server.createBucket(bucket);
        return factory.open(StorageUri.parse("gs://" + bucket + "/some/prefix"));
    }

    @Override
    protected Storage openAgain() {
        return factory.open(storage.root());
    }
}
