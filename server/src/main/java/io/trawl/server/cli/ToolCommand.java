package io.trawl.server.cli;

import io.trawl.common.IdGenerator;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.MetastoreUri;
import io.trawl.config.NodeConfig;
import io.trawl.config.NodeConfigLoader;
import io.trawl.metastore.IndexMetadata;
import io.trawl.metastore.ManifestMetastore;
import io.trawl.metastore.ManifestOptions;
import io.trawl.metastore.Split;
import io.trawl.server.ObjectStores;
import io.trawl.split.SplitInspector;
import io.trawl.storage.StorageKey;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `trawl tool …`: works on the metastore and on storage directly, without a running node.
@Command(
        name = "tool",
        description = "Looks at storage directly, without a node.",
        subcommands = ToolCommand.ExtractSplit.class)
final class ToolCommand implements Runnable {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(), "which tool? Choose one of those below");
    }

    @Command(
            name = "extract-split",
            description = "Writes the Lucene files inside a split into a folder, checking every checksum.")
    static final class ExtractSplit implements Callable<Integer> {
        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "The node's config, which says where the metastore is; also TRAWL_CONFIG.")
        @Nullable
        String config;

        @Option(names = "--index", required = true, paramLabel = "ID", description = "The index.")
        String index = "";

        @Option(names = "--split", required = true, paramLabel = "ID", description = "The split.")
        String split = "";

        @Option(
                names = "--target-dir",
                required = true,
                paramLabel = "FOLDER",
                description = "Where to write; made if absent.")
        Path target = Path.of("");

        @Override
        public Integer call() {
            NodeConfig node = NodeConfigLoader.load(
                            NodeConfigLoader.locate(Optional.ofNullable(config), System.getenv(), Path.of("")),
                            System.getenv())
                    .config();
            if (!(node.metastoreUri() instanceof MetastoreUri.OnStorage onStorage)) {
                throw TrawlException.badRequest("a metastore in PostgreSQL is not supported yet");
            }
            RequestContext context = RequestContext.background("extract-split");
            try (ObjectStores stores = new ObjectStores(node);
                    ManifestMetastore metastore = new ManifestMetastore(
                            stores.resolver().resolve(onStorage.root()),
                            ManifestOptions.DEFAULT,
                            new IdGenerator(TimeSource.SYSTEM),
                            TimeSource.SYSTEM)) {
                metastore.start(context);
                IndexMetadata found = metastore
                        .view()
                        .index(index)
                        .orElseThrow(() -> TrawlException.notFound("index `" + index + "` not found in "
                                + onStorage.root() + ": name another config with --config"));
                Split known = metastore
                        .view()
                        .split(found.uid(), split)
                        .orElseThrow(() -> TrawlException.notFound("split `" + split + "` not found"));
                SplitInspector.open(
                                stores.resolver().resolve(found.config().indexUri()),
                                new StorageKey(known.metadata().fileName()),
                                context)
                        .extract(target);
            }
            System.out.println("split `" + split + "` is extracted into " + target);
            return 0;
        }
    }
}
