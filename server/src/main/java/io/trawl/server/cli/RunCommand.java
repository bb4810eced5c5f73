package io.trawl.server.cli;

import io.trawl.common.TrawlException;
import io.trawl.config.LoadedNodeConfig;
import io.trawl.config.NodeConfigLoader;
import io.trawl.server.TrawlNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `trawl run`: a node, until it is told to stop. Exit code 0 after an orderly stop, 1 if it cannot start.
@Command(name = "run", description = "Starts a node.")
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The node's config (YAML, JSON or TOML); also TRAWL_CONFIG.")
    @Nullable
    String config;

    @Option(
            names = "--service",
            paramLabel = "NAME",
            description = "A service to run: indexer, searcher, metastore, control-plane, janitor. Repeat for several."
                    + " Default: all")
    List<String> services = List.of();

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> environment = new HashMap<>(System.getenv());
        if (!services.isEmpty()) {
            environment.put("TRAWL_ENABLED_SERVICES", String.join(",", services));
        }
        LoadedNodeConfig loaded = NodeConfigLoader.load(
                NodeConfigLoader.locate(Optional.ofNullable(config), environment, Path.of("")), environment);
        loaded.warnings().forEach(LOG::warn);
        runUntilStopped(TrawlNode.start(loaded.config()));
        return 0;
    }

    /// Blocks until the process is asked to end; closes the node and ends the process with code 0.
    static void runUntilStopped(TrawlNode node) throws InterruptedException {
        LOG.info("ready at {}", node.restAddress());
        Runtime.getRuntime().addShutdownHook(io.trawl.common.Threads.unstarted("shutdown", () -> {
            int code = 0;
            try {
                node.close();
                LOG.info("stopped");
            } catch (TrawlException failure) {
                LOG.error("did not stop in order: {}", failure.getMessage());
                code = 1;
            }
            // The JVM would answer a signal with 143; an orderly stop is no failure.
            Runtime.getRuntime().halt(code);
        }));
        new CountDownLatch(1).await();
    }
}
