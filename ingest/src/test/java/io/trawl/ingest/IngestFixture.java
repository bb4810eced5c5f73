package io.trawl.ingest;

import io.trawl.common.IdGenerator;
import io.trawl.common.MemoryBudget;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.config.ConfigFormat;
import io.trawl.config.IndexConfig;
import io.trawl.config.IndexConfigReader;
import io.trawl.config.SourceConfig;
import io.trawl.config.StorageUri;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.ManifestMetastore;
import io.trawl.metastore.ManifestOptions;
import io.trawl.metastore.Metastore;
import io.trawl.storage.Disk;
import io.trawl.storage.MemoryStorage;
import io.trawl.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A metastore, and what ingest needs around it.
public final class IngestFixture implements AutoCloseable {
    public static final IdGenerator IDS = new IdGenerator(TimeSource.SYSTEM);
    static final Path WAL = Path.of("/data/wal");

    private final ManifestMetastore metastore;

    public IngestFixture() {
        this(new MemoryStorage());
    }

    public IngestFixture(Storage metastoreStorage) {
        // Less patient than the product: a disk that crashed does not come back.
        ManifestOptions options = ManifestOptions.DEFAULT.withCommitPatience(Duration.ofMillis(200));
        metastore = new ManifestMetastore(metastoreStorage, options, IDS, TimeSource.SYSTEM);
        metastore.start(context());
    }

    public static RequestContext context() {
        return RequestContext.interactive("test", Duration.ofSeconds(30));
    }

    public Metastore metastore() {
        return metastore;
    }

    /// Creates an index below `ram:///indexes`.
    ///
    /// @param settings more keys of the config, each line indented as YAML wants it
    public IndexMetadata createIndex(String indexId, String settings) {
        String yaml = "version: 0.9\nindex_id: " + indexId + "\n" + settings;
        IndexConfig config = IndexConfigReader.read(yaml, ConfigFormat.YAML, StorageUri.parse("ram:///indexes"), IDS);
        return metastore.createIndex(config, SourceConfig.defaults(), context());
    }

    public Ingester ingester(Disk disk) {
        return ingester(disk, IngestLimits.DEFAULT);
    }

    public Ingester ingester(Disk disk, IngestLimits limits) {
        Ingester ingester = new Ingester(metastore, disk, WAL, limits, MemoryBudget.unlimited("node"), IDS);
        ingester.start(context());
        return ingester;
    }

    public IngestRouter router(IngestClient ingester) {
        return router(ingester, IndexCreator.NONE);
    }

    IngestRouter router(IngestClient ingester, IndexCreator indexCreator) {
        return new IngestRouter(metastore, indexCreator, ingester, new ParserPool(), IngestLimits.DEFAULT);
    }

    public static IngestRequest request(String indexId, String body, CommitType commit) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new IngestRequest(indexId, bytes, 0, bytes.length, commit, true);
    }

    /// All documents of a source that are durable and not published, as text.
    static List<String> unpublished(Ingester ingester, IndexMetadata index) {
        return ingester.shards(index.uid(), SourceConfig.INGEST_SOURCE_ID).stream()
                .flatMap(shard -> ingester.fetch(shard, -1, Long.MAX_VALUE, context()).stream())
                .flatMap(record -> java.util.stream.IntStream.range(
                                0, record.documents().size())
                        .mapToObj(i -> LogFixture.text(record.documents(), i)))
                .toList();
    }

    @Override
    public void close() {
        metastore.close();
    }
}
