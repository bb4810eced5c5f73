package io.trawl.storage.azure;

import io.trawl.config.StorageUri;
import io.trawl.storage.remote.RemoteSettings;
import io.trawl.storage.remote.RemoteSoakTest;
import io.trawl.storage.remote.RemoteStorageFactory;
import io.trawl.testkit.azure.AzureProtocol;
import io.trawl.testkit.s3.S3TestServer;

class AzureFaultSoakTest extends RemoteSoakTest {
    @Override
    protected S3TestServer start(long seed) {
        return AzureProtocol.start(seed).createBucket("logs");
    }

    @Override
    protected RemoteStorageFactory factory(S3TestServer server, RemoteSettings settings) {
        return AzureTestClient.factory(server, settings, AzureProtocol.KEY);
    }

    @Override
    protected StorageUri root() {
        return StorageUri.parse("azure://" + AzureProtocol.ACCOUNT + "/logs/soak");
    }
}
