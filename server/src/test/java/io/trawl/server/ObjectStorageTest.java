package io.trawl.server;

import io.trawl.testkit.TestSeed;
import io.trawl.testkit.s3.S3TestServer;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// On the S3 server of the tests.
class ObjectStorageTest extends BucketAcceptance {
    private static S3TestServer server;

    @BeforeAll
    static void start() {
        server = S3TestServer.start(TestSeed.next("ObjectStorageTest").value()).createBucket("logs");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    URI endpoint() {
        return server.endpoint();
    }
}
