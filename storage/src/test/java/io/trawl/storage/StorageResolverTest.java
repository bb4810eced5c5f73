package io.trawl.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.config.StorageUri;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageResolverTest {
    private final StorageResolver resolver = StorageResolver.standard();
    private final RequestContext context = RequestContext.background("resolve");

    @Test
    void resolvesFolders(@TempDir Path folder) {
        Storage storage = resolver.resolve(StorageUri.ofFile(folder));

        storage.put(new StorageKey("k"), Payload.ofUtf8("x"), context);

        assertThat(folder.resolve("k")).hasContent("x");
        assertThat(storage.root()).isEqualTo(StorageUri.ofFile(folder));
    }

    @Test
    void givesTheSameStorageForTheSameUri(@TempDir Path folder) {
        Storage storage = resolver.resolve(StorageUri.ofFile(folder));

        assertThat(resolver.resolve(StorageUri.parse(folder + "/"))).isSameAs(storage);
        assertThat(resolver.resolve(StorageUri.ofFile(folder).child("a"))).isNotSameAs(storage);
    }

    @Test
    void sharesMemoryBetweenUris() {
        Storage indexes = resolver.resolve(StorageUri.parse("ram:///indexes"));
        Storage logs = resolver.resolve(StorageUri.parse("ram:///indexes/logs"));

        logs.put(new StorageKey("a.split"), Payload.ofUtf8("x"), context);

        assertThat(indexes.readAll(new StorageKey("logs/a.split"), context)).hasSize(1);
        assertThat(logs.root()).hasToString("ram:///indexes/logs");
        assertThat(StorageResolver.standard()
                        .resolve(StorageUri.parse("ram:///indexes"))
                        .list("", "", 1, context))
                .isEmpty();
    }

    @Test
    void saysThatASchemeHasNoStorage() {
        StorageResolver onlyFiles = new StorageResolver(Map.of("file", root -> new LocalStorage(root, new OsDisk())));

        assertThatThrownBy(() -> onlyFiles.resolve(StorageUri.parse("ram:///x")))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.BAD_REQUEST))
                .hasMessageContaining("no storage for scheme `ram`")
                .hasMessageContaining("[file]");
    }
}
