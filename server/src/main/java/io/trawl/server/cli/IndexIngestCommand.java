package io.trawl.server.cli;

import static io.trawl.server.cli.ApiClient.query;
import static io.trawl.server.cli.ApiClient.segment;

import io.trawl.common.DataSize;
import io.trawl.common.HumanDuration;
import io.trawl.common.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `trawl index ingest`: sends newline-delimited JSON from a file or standard input, in batches of whole lines.
@Command(name = "ingest", description = "Sends newline-delimited JSON documents to an index.")
final class IndexIngestCommand extends IndexCommand.Sub {
    private static final Duration INGEST_TIMEOUT = Duration.ofMinutes(1);

    @Option(names = "--index", required = true, paramLabel = "ID", description = "The index.")
    String index = "";

    @Option(names = "--input-path", paramLabel = "FILE", description = "The documents. Default: standard input")
    @Nullable
    Path inputPath;

    @Option(
            names = "--batch-size-limit",
            defaultValue = "5MiB",
            paramLabel = "SIZE",
            description = "Bytes of documents in one request. Default: ${DEFAULT-VALUE}")
    String batchSizeLimit = "5MiB";

    @Option(
            names = {"-w", "--wait"},
            description = "Returns when the last documents can be searched, by the index's own commits.")
    boolean wait;

    @Option(
            names = {"-f", "--force"},
            description = "Commits after the last batch and returns when all documents can be searched.")
    boolean force;

    @Option(names = "--detailed-response", description = "Shows each refused document with the reason.")
    boolean detailed;

    @Option(
            names = "--commit-timeout",
            defaultValue = "30m",
            paramLabel = "TIME",
            description = "How long --wait and --force may take. Default: ${DEFAULT-VALUE}")
    String commitTimeout = "30m";

    private long documents;
    private long ingested;
    private long rejected;

    @Override
    public Integer call() throws IOException {
        if (wait && force) {
            throw new IllegalArgumentException("--wait and --force exclude each other: give one");
        }
        long started = TimeSource.SYSTEM.nanoTime();
        int limit = (int)
                Math.min(Integer.MAX_VALUE / 2, DataSize.parse(batchSizeLimit).bytes());
        long total = inputPath == null ? -1 : size(inputPath);
        long sent;
        try (InputStream in = inputPath == null ? System.in : Files.newInputStream(inputPath);
                Progress progress = Progress.start("ingest " + index, total)) {
            sent = sendAll(in, limit, progress);
        }
        report(sent, (TimeSource.SYSTEM.nanoTime() - started) / 1e9);
        return rejected > 0 && ingested == 0 ? 1 : 0;
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException absent) {
            throw new IllegalArgumentException("there is no file `" + file + "`", absent);
        }
    }

    private long sendAll(InputStream in, int limit, Progress progress) throws IOException {
        LineBatches batches = new LineBatches(in, limit);
        long sent = 0;
        int length = batches.next();
        while (length > 0) {
            // The next batch is read before this one is sent, so that the last one is known: it carries the commit.
            byte[] batch = batches.takeBatch();
            int next = batches.next();
            send(batch, length, next == 0);
            sent += length;
            progress.advanceTo(sent);
            length = next;
        }
        return sent;
    }

    private void send(byte[] batch, int length, boolean last) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (last && (force || wait)) {
            parameters.put("commit", force ? "force" : "wait_for");
        }
        if (detailed) {
            parameters.put("detailed_response", "true");
        }
        Duration timeout = last && (force || wait) ? HumanDuration.parse(commitTimeout) : INGEST_TIMEOUT;
        JsonNode answer = client.client(timeout)
                .post("api/v1/" + segment(index) + "/ingest" + query(parameters), "application/json", batch, length)
                .json();
        documents += answer.path("num_docs_for_processing").asLong(0);
        ingested += answer.path("num_ingested_docs").asLong(0);
        rejected += answer.path("num_rejected_docs").asLong(0);
        for (JsonNode failure : answer.path("parse_failures")) {
            System.err.println(failure.path("reason").asString("") + ": "
                    + failure.path("message").asString("") + ": "
                    + failure.path("document").asString(""));
        }
    }

    private void report(long bytes, double seconds) {
        if (format == IndexCommand.OutputFormat.json) {
            output().json(ApiClient.JSON
                    .createObjectNode()
                    .put("num_docs_for_processing", documents)
                    .put("num_ingested_docs", ingested)
                    .put("num_rejected_docs", rejected)
                    .put("num_bytes", bytes)
                    .put("seconds", seconds));
            return;
        }
        output().line(Output.count(ingested) + " documents ingested"
                + (rejected == 0 ? "" : ", " + Output.count(rejected) + " rejected (--detailed-response says why)")
                + String.format(
                        Locale.ROOT, ": %s in %.1f s, %.1f MB/s", Output.bytes(bytes), seconds, bytes / 1e6 / seconds));
    }
}
