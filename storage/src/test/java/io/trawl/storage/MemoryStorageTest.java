package io.trawl.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryStorageTest extends StorageContractTest {
    @Override
    protected Storage open() {
        return new MemoryStorage();
    }

    @Test
    void sharesItsObjectsWithItsFolders() {
        MemoryStorage below = ((MemoryStorage) storage).below(key("indexes/logs"));

        below.put(key("a.split"), Payload.ofUtf8("x"), context);
        put("indexes/logs/b.split", "y");
        put("indexes/logs2/c.split", "z");

        assertThat(text("indexes/logs/a.split")).isEqualTo("x");
        assertThat(below.list("", "", 10, context))
                .extracting(object -> object.key().value())
                .containsExactly("a.split", "b.split");
        assertThat(below.list("", "a.split", 10, context)).hasSize(1);
        assertThat(below.root()).hasToString("ram://memory/indexes/logs");
    }
}
