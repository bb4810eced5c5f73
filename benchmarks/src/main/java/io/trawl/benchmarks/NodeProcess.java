package io.trawl.benchmarks;

import io.trawl.common.TimeSource;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A node of the product in a process of its own, as `./trawl run` starts it, on a free port of this machine.
final class NodeProcess implements AutoCloseable {
    private static final long START_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int BATCH_BYTES = 5_000_000;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Process process;
    private final int port;
    private double readyCpuSeconds;

    private NodeProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// @param wrapper words to put before the command, such as a launcher that limits memory; may be empty
    static NodeProcess start(Distribution distribution, Path dataFolder, List<String> wrapper, List<String> jvmOptions)
            throws IOException, InterruptedException {
        Files.createDirectories(dataFolder);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(distribution.node(jvmOptions));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("TRAWL_DATA_DIR", dataFolder.toString());
        builder.environment().put("TRAWL_REST_LISTEN_PORT", Integer.toString(port));
        File log = dataFolder.resolveSibling(dataFolder.getFileName() + ".log").toFile();
        builder.redirectErrorStream(true).redirectOutput(log);
        NodeProcess node = new NodeProcess(builder.start(), port);
        try {
            node.awaitReady(log);
        } catch (IOException | InterruptedException | RuntimeException failure) {
            node.close();
            throw failure;
        }
        return node;
    }

    private void awaitReady(File log) throws IOException, InterruptedException {
        long end = TimeSource.SYSTEM.nanoTime() + START_TIMEOUT_NANOS;
        while (true) {
            try {
                get("/health/readyz");
                readyCpuSeconds = Machine.cpuSeconds(pid());
                return;
            } catch (IOException notYet) {
                if (!process.isAlive() || TimeSource.SYSTEM.nanoTime() > end) {
                    throw new IOException("the node did not start: " + Files.readString(log.toPath()), notYet);
                }
                TimeSource.SYSTEM.sleepMillis(5);
            }
        }
    }

    long pid() {
        // A wrapper stays in front of the node: then its only child is meant.
        return process.children().findFirst().map(ProcessHandle::pid).orElse(process.pid());
    }

    /// What the process had used when it first said that it is ready.
    double readyCpuSeconds() {
        return readyCpuSeconds;
    }

    String address() {
        return "http://127.0.0.1:" + port;
    }

    JsonNode get(String path) throws IOException {
        return call("GET", path, "", new byte[0], 0);
    }

    JsonNode post(String path, String contentType, byte[] body, int length) throws IOException {
        return call("POST", path, contentType, body, length);
    }

    private JsonNode call(String method, String path, String contentType, byte[] body, int length) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(address() + path).toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setReadTimeout(600_000);
        if (method.equals("POST")) {
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", contentType);
            connection.setFixedLengthStreamingMode(length);
            connection.getOutputStream().write(body, 0, length);
        }
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            if (in != null) {
                in.transferTo(answer);
            }
            if (status >= 400) {
                throw new IOException(
                        method + " " + path + " answered " + status + ": " + answer.toString(StandardCharsets.UTF_8));
            }
            return JSON.readTree(answer.toByteArray());
        }
    }

    /// Sends all lines in requests of about 5 MB, one after the other; the last one commits and waits.
    ///
    /// @return the number of documents that were taken
    long ingest(String index, List<byte[]> lines) throws IOException {
        byte[] batch = new byte[BATCH_BYTES];
        int filled = 0;
        long taken = 0;
        for (byte[] line : lines) {
            if (filled + line.length + 1 > batch.length) {
                taken += send(index, "", batch, filled);
                filled = 0;
            }
            System.arraycopy(line, 0, batch, filled, line.length);
            filled += line.length;
            batch[filled++] = '\n';
        }
        return taken + send(index, "?commit=force", batch, filled);
    }

    private long send(String index, String parameters, byte[] batch, int length) throws IOException {
        JsonNode answer = post("/api/v1/" + index + "/ingest" + parameters, "application/json", batch, length);
        return answer.path("num_ingested_docs").longValue();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
