package io.trawl.server.indexes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.ConfigFormat;
import io.trawl.config.EnvironmentKnobs;
import io.trawl.config.IndexTemplateReader;
import io.trawl.config.StorageUri;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.ManifestMetastore;
import io.trawl.metastore.ManifestOptions;
import io.trawl.storage.MemoryStorage;
import io.trawl.storage.StorageResolver;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two nodes on one metastore, both asked for an index that is not there.
class TemplateIndexCreatorTest {
    private final IdGenerator ids = new IdGenerator(TimeSource.SYSTEM);
    private final RequestContext context = RequestContext.background("test");
    private final MemoryStorage shared = new MemoryStorage();
    private final ManifestMetastore metastore = open();
    private final ManifestMetastore otherMetastore = open();

    @BeforeEach
    void createTemplate() {
        String text = "version: 0.9\ntemplate_id: t-1\nindex_id_patterns: [logs-*]\ndoc_mapping: {}\n";
        metastore.createTemplate(IndexTemplateReader.read(text, ConfigFormat.YAML, Optional.empty(), ids), context);
        otherMetastore.freshView(context);
    }

    @AfterEach
    void close() {
        metastore.close();
        otherMetastore.close();
    }

    @Test
    void theSlowerOneTakesTheIndexOfTheFaster() {
        IndexMetadata first = creator(metastore).create("logs-a", context).orElseThrow();
        assertThat(otherMetastore.view().index("logs-a")).isEmpty();

        IndexMetadata second = creator(otherMetastore).create("logs-a", context).orElseThrow();

        assertThat(second).isEqualTo(first);
        assertThat(metastore.freshView(context).indexes()).containsExactly(first);
    }

    @Test
    void anIndexWithoutATemplateIsNotMade() {
        assertThat(creator(metastore).create("traces", context)).isEmpty();
        assertThat(metastore.view().indexes()).isEmpty();
    }

    @Test
    void anIdThatNoIndexCanHaveIsRefused() {
        assertThatThrownBy(() -> creator(metastore).create("logs-/..", context))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.BAD_REQUEST))
                .hasMessageStartingWith("index ID `logs-/..` is invalid");
    }

    private TemplateIndexCreator creator(ManifestMetastore on) {
        IndexService indexes = new IndexService(on, StorageResolver.standard(), new EnvironmentKnobs(Map.of()));
        return new TemplateIndexCreator(on, indexes, StorageUri.parse("ram:///indexes"), ids);
    }

    private ManifestMetastore open() {
        // Knows of the other's changes only when it asks.
        ManifestOptions options = ManifestOptions.DEFAULT.withPollingInterval(Duration.ofHours(1));
        ManifestMetastore opened = new ManifestMetastore(shared, options, ids, TimeSource.SYSTEM);
        opened.start(context);
        return opened;
    }
}
