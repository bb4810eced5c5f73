package io.trawl.benchmarks;

import io.trawl.ingest.CommitType;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.MetastoreView;
import io.trawl.metastore.Split;
import io.trawl.search.root.RootSearcher;
import io.trawl.split.SplitMetadata;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// One split that the product made in this process: a node with everything on, written through its write-ahead log and
/// published by one forced commit.
final class ProductSplit implements AutoCloseable {
    private final BenchNode node;
    private final SplitMetadata metadata;

    private ProductSplit(BenchNode node, SplitMetadata metadata) {
        this.node = node;
        this.metadata = metadata;
    }

    /// @param folder for the node's data; must not exist
    /// @throws IOException also if more than one split came out
    static ProductSplit build(Lines lines, BenchIndex benchIndex, Path folder) throws IOException {
        BenchNode node = BenchNode.start(benchIndex, folder);
        try {
            ingest(lines, node);
            List<Split> splits = node.published();
            if (splits.size() != 1) {
                throw new IOException("the node made " + splits.size() + " splits of the file, but the bench compares"
                        + " one split with one segment: give a smaller file");
            }
            SplitMetadata metadata = splits.getFirst().metadata();
            if (metadata.numDocs() != lines.lines().size()) {
                throw new IOException("the split has " + metadata.numDocs() + " of "
                        + lines.lines().size() + " documents: does the index fit the file?");
            }
            return new ProductSplit(node, metadata);
        } catch (IOException | RuntimeException failure) {
            node.close();
            throw failure;
        }
    }

    private static void ingest(Lines lines, BenchNode node) {
        byte[] batch = new byte[BenchNode.BATCH_BYTES];
        int filled = 0;
        for (byte[] line : lines.lines()) {
            if (filled + line.length + 1 > batch.length) {
                node.ingest(batch, filled, CommitType.AUTO);
                filled = 0;
            }
            System.arraycopy(line, 0, batch, filled, line.length);
            filled += line.length;
            batch[filled++] = '\n';
        }
        node.ingest(batch, filled, CommitType.FORCE);
    }

    IndexMetadata index() {
        return node.index();
    }

    SplitMetadata metadata() {
        return metadata;
    }

    MetastoreView view() {
        return node.view();
    }

    /// The node's own searcher, which reads the split where it lies on this machine's disk.
    RootSearcher searcher() {
        return node.searcher();
    }

    @Override
    public void close() {
        node.close();
    }
}
