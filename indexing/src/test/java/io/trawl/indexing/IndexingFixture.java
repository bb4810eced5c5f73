package io.trawl.indexing;

import io.trawl.common.DataSize;
import io.trawl.common.IdGenerator;
import io.trawl.common.MemoryBudget;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.config.SourceConfig;
import io.trawl.ingest.CommitType;
import io.trawl.ingest.IngestFixture;
import io.trawl.ingest.IngestLimits;
import io.trawl.ingest.IngestResponse;
import io.trawl.ingest.IngestRouter;
import io.trawl.ingest.Ingester;
import io.trawl.ingest.ParserPool;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.Metastore;
import io.trawl.metastore.Split;
import io.trawl.metastore.SplitQuery;
import io.trawl.storage.Disk;
import io.trawl.storage.FaultyStorage;
import io.trawl.storage.ForgetfulDisk;
import io.trawl.storage.MemoryStorage;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageResolver;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A node without its edges: metastore, ingester, pipelines, all on storage that a test can break.
final class IndexingFixture implements AutoCloseable {
    static final DataSize AMPLE_MEMORY = DataSize.ofMebibytes(256);
    private static final IdGenerator IDS = IngestFixture.IDS;

    final FaultyStorage metastoreStorage;
    final FaultyStorage splitStorage;
    final CountingDeadLetters deadLetters = new CountingDeadLetters();
    final Ingester ingester;
    final IngestRouter router;
    final IndexingService service;
    private final IngestFixture ingest;
    private final TimeSource clock;
    private final Path folder;

    IndexingFixture(Path folder) {
        this(folder, TimeSource.SYSTEM, AMPLE_MEMORY);
    }

    IndexingFixture(Path folder, TimeSource clock, DataSize memory) {
        this(folder, clock, memory, new MemoryStorage(), new MemoryStorage(), newDisk());
    }

    IndexingFixture(
            Path folder, TimeSource clock, DataSize memory, Storage metastoreStorage, Storage splits, Disk walDisk) {
        this.folder = folder;
        this.clock = clock;
        this.metastoreStorage = new FaultyStorage(metastoreStorage);
        this.splitStorage = new FaultyStorage(splits);
        this.ingest = new IngestFixture(this.metastoreStorage);
        this.ingester = ingest.ingester(walDisk, IngestLimits.DEFAULT.withSegmentSize(DataSize.ofMebibytes(1)));
        this.router = ingest.router(ingester);
        this.service = newService("node-1", memory);
        service.start();
    }

    static ForgetfulDisk newDisk() {
        return new ForgetfulDisk().withDirectory(Path.of("/data"));
    }

    /// Another service over the same shards.
    IndexingService newService(String nodeId, DataSize memory) {
        IndexingEnvironment environment = new IndexingEnvironment(
                nodeId,
                metastore(),
                new StorageResolver(Map.of("ram", root -> splitStorage)),
                ingester,
                new ParserPool(),
                deadLetters,
                folder.resolve("scratch-" + nodeId),
                IDS,
                clock);
        return new IndexingService(environment, MemoryBudget.root("indexing", memory), 2, 4);
    }

    Metastore metastore() {
        return ingest.metastore();
    }

    IndexMetadata createIndex(String indexId, String settings) {
        return ingest.createIndex(indexId, settings);
    }

    IngestResponse send(String indexId, CommitType commit, String... lines) {
        return send(indexId, commit, List.of(lines));
    }

    IngestResponse send(String indexId, CommitType commit, List<String> lines) {
        return router.ingest(IngestFixture.request(indexId, String.join("\n", lines), commit), context());
    }

    static RequestContext context() {
        return IngestFixture.context();
    }

    List<Split> published(IndexMetadata index) {
        return metastore().view().splits(SplitQuery.published(index.uid()).build());
    }

    long publishedDocuments(IndexMetadata index) {
        return published(index).stream()
                .mapToLong(split -> split.metadata().numDocs())
                .sum();
    }

    List<String> publishedIds(IndexMetadata index) {
        try (PublishedDocuments documents = new PublishedDocuments(folder.resolve("read"))) {
            return documents.ids(metastore().view(), index.uid(), splitStorage);
        }
    }

    PipelineStatistics statistics(IndexMetadata index) {
        return service.statistics().stream()
                .filter(pipeline -> pipeline.indexUid().equals(index.uid())
                        && pipeline.sourceId().equals(SourceConfig.INGEST_SOURCE_ID))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        service.close();
        ingester.close();
        ingest.close();
    }
}
