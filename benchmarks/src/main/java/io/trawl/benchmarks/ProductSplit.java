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
import io.trawl.split.SplitMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One split that the product made in this process: a node with everything on, written through its write-ahead log and
/// published by one forced commit.
final class ProductSplit implements AutoCloseable {
    private static final int BATCH_BYTES = 5_000_000;

    private final Lifecycle lifecycle;
    private final TrawlNode node;
    private final IndexMetadata index;
    private final SplitMetadata metadata;

    private ProductSplit(Lifecycle lifecycle, TrawlNode node, IndexMetadata index, SplitMetadata metadata) {
        this.lifecycle = lifecycle;
        this.node = node;
        this.index = index;
        this.metadata = metadata;
    }

    /// @param folder for the node's data; must not exist
    /// @throws IOException also if more than one split came out
    static ProductSplit build(Lines lines, BenchIndex benchIndex, Path folder) throws IOException {
        Lifecycle lifecycle = new Lifecycle();
        try {
            Files.createDirectories(folder);
            NodeConfig config = NodeConfigLoader.load(
                            Optional.empty(),
                            Map.of("TRAWL_DATA_DIR", folder.toString(), "TRAWL_REST_LISTEN_PORT", "0"))
                    .config();
            TrawlNode node = lifecycle.add(TrawlNode.start(config));
            IndexConfig indexConfig = IndexConfigReader.read(
                    benchIndex.yaml(),
                    ConfigFormat.YAML,
                    config.defaultIndexRootUri(),
                    new IdGenerator(TimeSource.SYSTEM));
            IndexMetadata index = node.metastore()
                    .createIndex(indexConfig, SourceConfig.defaults(), RequestContext.background("bench-create"));
            ingest(lines, benchIndex.id(), node.ingestRouter().orElseThrow());
            List<Split> splits = node.metastore()
                    .view()
                    .splits(SplitQuery.published(index.uid()).build());
            if (splits.size() != 1) {
                throw new IOException("the node made " + splits.size() + " splits of the file, but the bench compares"
                        + " one split with one segment: give a smaller file");
            }
            SplitMetadata metadata = splits.getFirst().metadata();
            if (metadata.numDocs() != lines.lines().size()) {
                throw new IOException("the split has " + metadata.numDocs() + " of "
                        + lines.lines().size() + " documents: does the index fit the file?");
            }
            return new ProductSplit(lifecycle, node, index, metadata);
        } catch (IOException | RuntimeException failure) {
            lifecycle.close();
            throw failure;
        }
    }

    private static void ingest(Lines lines, String indexId, IngestRouter router) {
        byte[] batch = new byte[BATCH_BYTES];
        int filled = 0;
        for (byte[] line : lines.lines()) {
            if (filled + line.length + 1 > batch.length) {
                send(router, indexId, Arrays.copyOf(batch, filled), CommitType.AUTO);
                filled = 0;
            }
            System.arraycopy(line, 0, batch, filled, line.length);
            filled += line.length;
            batch[filled++] = '\n';
        }
        send(router, indexId, Arrays.copyOf(batch, filled), CommitType.FORCE);
    }

    private static void send(IngestRouter router, String indexId, byte[] body, CommitType commit) {
        router.ingest(
                new IngestRequest(indexId, body, 0, body.length, commit, false),
                RequestContext.background("bench-ingest"));
    }

    IndexMetadata index() {
        return index;
    }

    SplitMetadata metadata() {
        return metadata;
    }

    MetastoreView view() {
        return node.metastore().view();
    }

    /// The node's own searcher, which reads the split where it lies on this machine's disk.
    RootSearcher searcher() {
        return node.searcher().orElseThrow();
    }

    @Override
    public void close() {
        lifecycle.close();
    }
}
