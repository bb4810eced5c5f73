package io.trawl.server;

import io.trawl.testkit.Eventually;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The product in a process of its own, as an operator runs it, reached through REST alone.
public final class RunningNode implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Process process;
    private final int port;
    private final Path log;

    private RunningNode(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /// What a node answered.
    public record Answer(int status, JsonNode json, String text, Map<String, List<String>> headers) {
        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(entry -> name.equalsIgnoreCase(entry.getKey()))
                    .map(entry -> entry.getValue().getFirst())
                    .findFirst()
                    .orElse("");
        }
    }

    public static RunningNode start(Path dataFolder) {
        return start(dataFolder, Map.of());
    }

    /// @param environment beside the data folder and the port
    public static RunningNode start(Path dataFolder, Map<String, String> environment) {
        RunningNode node = launch(dataFolder, environment);
        Eventually.isTrue("the node is ready", Duration.ofSeconds(60), () -> {
            if (!node.process.isAlive()) {
                throw new AssertionError("the node died: " + node.log());
            }
            return node.isReady();
        });
        return node;
    }

    /// Starts the process without waiting for it to be ready.
    static RunningNode launch(Path dataFolder) {
        return launch(dataFolder, Map.of());
    }

    private static RunningNode launch(Path dataFolder, Map<String, String> environment) {
        try {
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            return launch(dataFolder, port, environment);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static RunningNode launch(Path dataFolder, int port) throws IOException {
        return launch(dataFolder, port, Map.of());
    }

    private static RunningNode launch(Path dataFolder, int port, Map<String, String> environment) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.trawl.server.cli.TrawlCommand",
                "run"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.environment().put("TRAWL_DATA_DIR", dataFolder.toString());
        builder.environment().put("TRAWL_REST_LISTEN_PORT", Integer.toString(port));
        Path log = dataFolder.resolveSibling(dataFolder.getFileName() + ".log");
        File logFile = log.toFile();
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(logFile));
        return new RunningNode(builder.start(), port, log);
    }

    public int port() {
        return port;
    }

    /// What the JDK's `jcmd` says about the process.
    public String jcmd(String... command) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(process.pid())));
        words.addAll(List.of(command));
        try {
            Process jcmd = new ProcessBuilder(words).redirectErrorStream(true).start();
            return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    boolean isReady() {
        try {
            return call("GET", "/health/readyz", "", "").status() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    public Answer get(String path) {
        return call("GET", path, "", "");
    }

    public Answer post(String path, String body) {
        return call("POST", path, "application/json", body);
    }

    public Answer call(String method, String path, String contentType, String body) {
        return call(method, path, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    public Answer call(String method, String path, String contentType, byte[] body) {
        return call(port, method, path, contentType, body, true);
    }

    /// Calls whatever node listens on the port.
    ///
    /// @param keepAlive whether the connection stays open for the next call; a node that is stopped waits for it
    public static Answer call(
            int port, String method, String path, String contentType, byte[] body, boolean keepAlive) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
            connection.setRequestMethod(method);
            connection.setReadTimeout(60_000);
            if (!keepAlive) {
                connection.setRequestProperty("Connection", "close");
            }
            if (!contentType.isEmpty()) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", contentType);
                connection.setFixedLengthStreamingMode(body.length);
                connection.getOutputStream().write(body);
            }
            int status = connection.getResponseCode();
            try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                byte[] answer = in == null ? new byte[0] : in.readAllBytes();
                String text = new String(answer, StandardCharsets.UTF_8);
                String type = connection.getContentType();
                boolean json = type != null && type.startsWith("application/json") && !text.isEmpty();
                return new Answer(
                        status, json ? JSON.readTree(answer) : JSON.nullNode(), text, connection.getHeaderFields());
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Ends the process as the kernel does when memory is short: without any chance to tidy up.
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /// Asks the process to end, as a service manager does.
    public int terminate() {
        process.destroy();
        return awaitEnd();
    }

    int awaitEnd() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("the node did not end: " + log());
            }
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitEnd();
    }
}
