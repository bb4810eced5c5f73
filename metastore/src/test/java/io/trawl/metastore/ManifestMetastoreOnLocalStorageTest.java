package io.trawl.metastore;

import io.trawl.config.StorageUri;
import io.trawl.storage.LocalStorage;
import io.trawl.storage.OsDisk;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class ManifestMetastoreOnLocalStorageTest extends MetastoreContractTest {
    @TempDir
    private Path folder;

    @Override
    protected Metastore openAnother() {
        LocalStorage storage = new LocalStorage(StorageUri.ofFile(folder), new OsDisk());
        ManifestMetastore metastore = new ManifestMetastore(storage, ManifestOptions.DEFAULT, ids, clock);
        metastore.start(MetastoreFixtures.context());
        return metastore;
    }
}
