package io.trawl.server.cli;

import io.trawl.common.Threads;
import io.trawl.common.TrawlException;
import io.trawl.config.NodeConfig;
import io.trawl.config.NodeConfigLoader;
import io.trawl.ingest.CommitType;
import io.trawl.server.TrawlNode;
import io.trawl.server.demo.Demo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `trawl demo`: a node on embedded defaults in a folder of its own, with logs streaming in for as long as it runs.
@Command(name = "demo", description = "Starts a node that shows itself working: generated logs stream into it.")
final class DemoCommand implements Callable<Integer> {
    /// So many lines are searchable before the commands to try are printed.
    private static final int FIRST_LINES = 500;

    @Option(
            names = "--data-dir",
            paramLabel = "FOLDER",
            defaultValue = "trawl-demo",
            description = "Where the demo keeps everything; delete it to start afresh. Default: ${DEFAULT-VALUE}")
    Path dataFolder = Path.of("trawl-demo");

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Other logs for another number. Default: ${DEFAULT-VALUE}")
    long seed;

    @Override
    public Integer call() throws InterruptedException {
        try {
            Files.createDirectories(dataFolder);
        } catch (IOException failure) {
            throw TrawlException.internal("cannot make folder `" + dataFolder + "`", failure);
        }
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("TRAWL_DATA_DIR", dataFolder.toAbsolutePath().toString());
        NodeConfig config = NodeConfigLoader.load(Optional.empty(), environment).config();
        TrawlNode node = TrawlNode.start(config);
        Demo demo = new Demo(node, seed);
        demo.createIndex(config);
        demo.send(FIRST_LINES, CommitType.FORCE);
        Threads.startVirtual("demo-stream", () -> {
            try {
                demo.stream();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        explain(node.restAddress());
        RunCommand.runUntilStopped(node);
        return 0;
    }

    private void explain(String address) {
        String endpoint = address.endsWith(":7280") ? "" : " --endpoint " + address;
        System.out.println("""

                Trawl is running, and logs stream into index `%1$s` (%2$s; stop with Ctrl-C).

                  REST      %3$s/api/v1
                  health    %3$s/health/readyz
                  metrics   %3$s/metrics

                Try, in another shell:

                  ./trawl index search --index %1$s --query 'severity_text:ERROR' --sort-by timestamp --max-hits 5%4$s
                  ./trawl index describe --index %1$s%4$s
                  curl '%3$s/api/v1/%1$s/search?query=body:connection+AND+closed&max_hits=2&sort_by=timestamp'
                """.formatted(Demo.INDEX, "data in " + dataFolder, address, endpoint));
    }
}
