package io.trawl.server.demo;

import io.trawl.common.IdGenerator;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.ConfigFormat;
import io.trawl.config.IndexConfigReader;
import io.trawl.config.NodeConfig;
import io.trawl.config.SourceConfig;
import io.trawl.ingest.CommitType;
import io.trawl.ingest.IngestRequest;
import io.trawl.ingest.IngestResponse;
import io.trawl.ingest.IngestRouter;
import io.trawl.loggen.LogGenerator;
import io.trawl.server.TrawlNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/// Streams realistic logs, stamped with the present, into an index of a node.
public final class Demo {
    public static final String INDEX = "demo-logs";
    /// Lines a second: enough to see, little enough to forget about.
    private static final int LINES_PER_SECOND = 500;

    private static final int BATCHES_PER_SECOND = 5;
    private static final Duration INGEST_TIMEOUT = Duration.ofSeconds(30);

    private final TrawlNode node;
    private final IngestRouter ingest;
    private final LogGenerator generator;
    private final byte[] buffer = new byte[(LINES_PER_SECOND + 1) * LogGenerator.MAX_LINE_BYTES];
    private long lines;

    /// @param node that runs the indexer service
    public Demo(TrawlNode node, long seed) {
        this.node = node;
        this.ingest = node.ingestRouter()
                .orElseThrow(() -> TrawlException.badRequest("a demo needs a node with the indexer service"));
        this.generator = new LogGenerator(seed, TimeSource.SYSTEM.epochMillis());
    }

    /// Makes the demo's index unless an earlier demo left one in the data folder.
    public void createIndex(NodeConfig config) {
        if (node.metastore().view().index(INDEX).isPresent()) {
            return;
        }
        node.metastore()
                .createIndex(
                        IndexConfigReader.read(
                                indexConfig(),
                                ConfigFormat.YAML,
                                config.defaultIndexRootUri(),
                                new IdGenerator(TimeSource.SYSTEM)),
                        SourceConfig.defaults(config.knobs()),
                        RequestContext.interactive("demo-create", INGEST_TIMEOUT));
    }

    private static String indexConfig() {
        try (InputStream in = Demo.class.getResourceAsStream("/demo-logs.yaml")) {
            if (in == null) {
                throw TrawlException.internal("the demo's index config is missing from the program", null);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Sends `count` lines as one request.
    ///
    /// @return how many were taken
    public long send(int count, CommitType commit) {
        int end = 0;
        for (int i = 0; i < count; i++) {
            end = generator.writeLine(buffer, end);
        }
        byte[] body = Arrays.copyOf(buffer, end);
        IngestResponse response = ingest.ingest(
                new IngestRequest(INDEX, body, 0, body.length, commit, false),
                RequestContext.interactive("demo-ingest", INGEST_TIMEOUT));
        lines += response.numIngestedDocs();
        return response.numIngestedDocs();
    }

    /// Streams until the thread is interrupted. A node that is busy is left alone for a moment.
    public void stream() throws InterruptedException {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                send(LINES_PER_SECOND / BATCHES_PER_SECOND, CommitType.AUTO);
            } catch (TrawlException busyOrClosing) {
                TimeSource.SYSTEM.sleepMillis(1_000);
            }
            TimeSource.SYSTEM.sleepMillis(1_000 / BATCHES_PER_SECOND);
        }
    }

    public long lines() {
        return lines;
    }
}
