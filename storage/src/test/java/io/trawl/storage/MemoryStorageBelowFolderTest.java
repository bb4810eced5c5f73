package io.trawl.storage;

class MemoryStorageBelowFolderTest extends StorageContractTest {
    @Override
    protected Storage open() {
        MemoryStorage whole = new MemoryStorage();
        whole.put(key("indexes/a"), Payload.ofUtf8("neighbour before"), context);
        whole.put(key("indexes/logs2"), Payload.ofUtf8("neighbour behind"), context);
        return whole.below(key("indexes/logs"));
    }
}
