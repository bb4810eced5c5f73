package io.trawl.metastore;

import io.trawl.config.StorageUri;
import io.trawl.storage.MemoryStorage;

class ManifestMetastoreOnMemoryTest extends MetastoreContractTest {
    private final MemoryStorage storage = new MemoryStorage(new StorageUri("ram", "metastore"), clock);

    @Override
    protected Metastore openAnother() {
        ManifestMetastore metastore = new ManifestMetastore(storage, ManifestOptions.DEFAULT, ids, clock);
        metastore.start(MetastoreFixtures.context());
        return metastore;
    }
}
