package io.trawl.storage;

import io.trawl.config.StorageUri;
import java.nio.file.Path;

/// Shows that the model of a disk behaves as a disk, as far as [LocalStorage] can tell.
class LocalStorageOnForgetfulDiskTest extends StorageContractTest {
    private final ForgetfulDisk disk = new ForgetfulDisk().withDirectory(Path.of("/data"));

    @Override
    protected Storage open() {
        return new LocalStorage(StorageUri.parse("file:///data/root"), disk);
    }

    @Override
    protected Storage openAgain() {
        return open();
    }
}
