package io.trawl.storage.azure;

import io.trawl.config.StorageUri;
import io.trawl.storage.Storage;
import io.trawl.storage.remote.RemoteFaultTest;
import io.trawl.testkit.azure.AzureProtocol;
import io.trawl.testkit.s3.S3TestServer;
import org.junit.jupiter.api.AfterEach;

class AzureFaultTest extends RemoteFaultTest {
    private final S3TestServer server = AzureProtocol.start(7).createBucket("logs");
    private final AzureStorageFactory factory = AzureTestClient.factory(server, IMPATIENT, AzureProtocol.KEY);
    private final AzureStorageFactory stranger = AzureTestClient.factory(server, IMPATIENT, "c29tZW9uZSBlbHNlJ3Mga2V5");

    @AfterEach
    void stop() {
        factory.close();
        stranger.close();
        server.close();
    }

    @Override
    protected S3TestServer server() {
        return server;
    }

    @Override
    protected Storage storage() {
        return factory.open(uri("logs/some/prefix"));
    }

    @Override
    protected Storage storageOfNoBucket() {
        return factory.open(uri("absent"));
    }

    @Override
    protected Storage strangersStorage() {
        return stranger.open(uri("logs/some/prefix"));
    }

    private static StorageUri uri(String path) {
        return StorageUri.parse("azure://" + AzureProtocol.ACCOUNT + "/" + path);
    }
}
