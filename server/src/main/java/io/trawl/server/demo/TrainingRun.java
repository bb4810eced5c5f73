package io.trawl.server.demo;

import io.trawl.common.IdGenerator;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.config.NodeConfig;
import io.trawl.config.NodeConfigLoader;
import io.trawl.ingest.CommitType;
import io.trawl.query.SortBy;
import io.trawl.query.SortOrder;
import io.trawl.search.SearchRequest;
import io.trawl.search.root.RootSearcher;
import io.trawl.server.TrawlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the AOT cache of nodes is trained on: a start, some documents, some searches. Arguments: an empty data folder,
/// and
/// a file that is written with the port when the node is ready. Ends when a file of that name with `.done` appears.
public final class TrainingRun {
    private static final int ROUNDS = 5;
    private static final int LINES = 400;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private TrainingRun() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path portFile = Path.of(arguments[1]);
        NodeConfig config = NodeConfigLoader.load(
                        Optional.empty(), Map.of("TRAWL_DATA_DIR", arguments[0], "TRAWL_REST_LISTEN_PORT", "0"))
                .config();
        try (TrawlNode node = TrawlNode.start(config)) {
            Demo demo = new Demo(node, 1);
            demo.createIndex(config);
            IdGenerator ids = new IdGenerator(TimeSource.SYSTEM);
            RootSearcher searcher = node.searcher().orElseThrow();
            for (int round = 0; round < ROUNDS; round++) {
                demo.send(LINES, CommitType.FORCE);
                for (String query :
                        List.of("connection AND closed", "severity_text:ERROR", "\"session opened\"", "c*")) {
                    searcher.search(
                            SearchRequest.builder(List.of(Demo.INDEX), query)
                                    .sortBy(List.of(new SortBy("timestamp", SortOrder.DESC)))
                                    .build(),
                            RequestContext.interactive(ids.next(), TIMEOUT));
                }
            }
            String address = node.restAddress();
            Path partial = portFile.resolveSibling(portFile.getFileName() + ".partial");
            Files.writeString(partial, address.substring(address.lastIndexOf(':') + 1));
            Files.move(partial, portFile);
            Path done = portFile.resolveSibling(portFile.getFileName() + ".done");
            while (!Files.exists(done)) {
                TimeSource.SYSTEM.sleepMillis(50);
            }
        }
    }
}
