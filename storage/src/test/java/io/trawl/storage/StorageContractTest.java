package io.trawl.storage;

import io.trawl.common.RequestContext;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;

/// What every [Storage] promises. A new one extends this class.
public abstract class StorageContractTest
        implements StorageReadContract, StorageWriteContract, StorageListContract, StorageRequestContract {
    protected RequestContext context = RequestContext.background("contract");
    protected Storage storage;

    /// An empty storage.
    protected abstract Storage open() throws IOException;

    /// Another client of the data of `storage`, as another process would be.
    protected Storage openAgain() throws IOException {
        return storage;
    }

    /// Whether keys may have characters outside of ASCII.
    protected boolean takesUnicode() {
        return true;
    }

    @BeforeEach
    void openStorage() throws IOException {
        storage = open();
    }

    @Override
    public final Storage storage() {
        return storage;
    }

    @Override
    public final RequestContext context() {
        return context;
    }

    @Override
    public final Storage anotherClient() throws IOException {
        return openAgain();
    }

    @Override
    public final boolean takesUnicodeKeys() {
        return takesUnicode();
    }
}
