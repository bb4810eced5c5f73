package io.trawl.storage.s3;

import io.trawl.storage.Storage;
import io.trawl.storage.StorageContractTest;
import io.trawl.testkit.s3.S3TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/// Each test has a bucket of its own on one server; the client is shared as it is on a node.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3StorageContractTest extends StorageContractTest {
    private S3TestServer server;
    private S3StorageFactory factory;
    private int buckets;

    @BeforeAll
    void startServer() {
        server = S3TestServer.start(1);
        factory = S3TestClient.factory(server);
    }

    @AfterAll
    void stopServer() {
        factory.close();
        server.close();
    }

    @Override
    protected Storage open() {
        context = io.trawl.common.RequestContext.background("contract");
        String bucket = "bucket-" + ++buckets;
        server.createBucket(bucket);
        return factory.open(io.trawl.config.StorageUri.parse("s3://" + bucket + "/some/prefix"));
    }

    @Override
    protected Storage openAgain() {
        return factory.open(storage.root());
    }
}
