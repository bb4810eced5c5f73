package io.trawl.storage.azure;

import io.trawl.common.RequestContext;
import io.trawl.config.StorageUri;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageContractTest;
import io.trawl.storage.remote.TestSettings;
import io.trawl.testkit.azure.AzureProtocol;
import io.trawl.testkit.s3.S3TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/// Each test has a container of its own on one server; the client is shared as it is on a node.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AzureStorageContractTest extends StorageContractTest {
    private S3TestServer server;
    private AzureStorageFactory factory;
    private int containers;

    @BeforeAll
    void startServer() {
        server = AzureProtocol.start(1);
        factory = AzureTestClient.factory(server, TestSettings.SETTINGS, AzureProtocol.KEY);
    }

    @AfterAll
    void stopServer() {
        factory.close();
        server.close();
    }

    @Override
    protected Storage open() {
        context = RequestContext.background("contract");
        String container = "container-" + ++containers;
        server.createBucket(container);
        return factory.open(StorageUri.parse("azure://" + AzureProtocol.ACCOUNT + "/" + container + "/some/prefix"));
    }

    @Override
    protected Storage openAgain() {
        return factory.open(storage.root());
    }
}
