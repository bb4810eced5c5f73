package io.trawl.benchmarks;

import io.trawl.common.IdGenerator;
import io.trawl.common.Lifecycle;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.config.ConfigFormat;
import io.trawl.config.IndexConfig;
import io.trawl.config.IndexConfigReader;
import io.trawl.config.NodeConfig;
import io.trawl.config.NodeConfigLoader;
import io.trawl.config.SourceConfig;
import io.trawl.ingest.CommitType;
import io.trawl.ingest.IngestRequest;
import io.trawl.ingest.IngestRouter;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.MetastoreView;
import io.trawl.metastore.Split;
import io.trawl.metastore.SplitQuery;
import io.trawl.search.root.RootSearcher;
import io.trawl.server.TrawlNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A node with everything on, in this process, and the one index that a bench fills through its write-ahead log.
final class BenchNode implements AutoCloseable {
    private static final String WITHOUT_RESULT_CACHES = """
            version: 0.8
            searcher:
              partial_request_cache_capacity: 0
              predicate_cache_capacity: 0
            """;

    /// Of one request.
    static final int BATCH_BYTES = 5_000_000;

    private final Lifecycle lifecycle;
    private final TrawlNode node;
    private final IndexMetadata index;

    private BenchNode(Lifecycle lifecycle, TrawlNode node, IndexMetadata index) {
        this.lifecycle = lifecycle;
        this.node = node;
        this.index = index;
    }

    /// @param folder for the node's data; must not hold the index yet
    static BenchNode start(BenchIndex benchIndex, Path folder) throws IOException {
        Lifecycle lifecycle = new Lifecycle();
        try {
            Files.createDirectories(folder);
            NodeConfig config = config(folder);
            TrawlNode node = lifecycle.add(TrawlNode.start(config));
            IndexConfig indexConfig = IndexConfigReader.read(
                    benchIndex.yaml(),
                    ConfigFormat.YAML,
                    config.defaultIndexRootUri(),
                    new IdGenerator(TimeSource.SYSTEM));
            IndexMetadata index = node.metastore()
                    .createIndex(indexConfig, SourceConfig.defaults(), RequestContext.background("bench-create"));
            return new BenchNode(lifecycle, node, index);
        } catch (RuntimeException failure) {
            lifecycle.close();
            throw failure;
        }
    }

    /// On embedded defaults, below a folder, but for what remembers answers: the same search is run again and again.
    static NodeConfig config(Path folder) {
        Path file = folder.resolve("bench.yaml");
        try {
            Files.writeString(file, WITHOUT_RESULT_CACHES);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return NodeConfigLoader.load(
                        Optional.of(file), Map.of("TRAWL_DATA_DIR", folder.toString(), "TRAWL_REST_LISTEN_PORT", "0"))
                .config();
    }

    IndexMetadata index() {
        return index;
    }

    MetastoreView view() {
        return node.metastore().view();
    }

    List<Split> published() {
        return view().splits(SplitQuery.published(index.uid()).build());
    }

    /// The node's own searcher, which reads splits where they lie on this machine's disk.
    RootSearcher searcher() {
        return node.searcher().orElseThrow();
    }

    /// @param commit with force, returns when all that was sent so far is published
    void ingest(byte[] batch, int length, CommitType commit) {
        IngestRouter router = node.ingestRouter().orElseThrow();
        byte[] body = Arrays.copyOf(batch, length);
        router.ingest(
                new IngestRequest(index.indexId(), body, 0, length, commit, false),
                RequestContext.background("bench-ingest"));
    }

    @Override
    public void close() {
        lifecycle.close();
    }
}
