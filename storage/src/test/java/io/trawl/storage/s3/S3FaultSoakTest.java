package io.trawl.storage.s3;

import io.trawl.common.TimeSource;
import io.trawl.config.StorageConfig.Checksum;
import io.trawl.config.StorageUri;
import io.trawl.storage.remote.RemoteSettings;
import io.trawl.storage.remote.RemoteSoakTest;
import io.trawl.storage.remote.RemoteStorageFactory;
import io.trawl.testkit.s3.S3TestServer;

class S3FaultSoakTest extends RemoteSoakTest {
    @Override
    protected S3TestServer start(long seed) {
        return S3TestServer.start(seed).createBucket("logs");
    }

    @Override
    protected RemoteStorageFactory factory(S3TestServer server, RemoteSettings settings) {
        return new S3StorageFactory(
                S3TestClient.config(server, Checksum.CRC32C, false, false), settings, TimeSource.SYSTEM);
    }

    @Override
    protected StorageUri root() {
        return S3TestClient.ROOT;
    }

    @Override
    protected boolean knowsConflicts() {
        return true;
    }
}
