package io.trawl.storage.remote;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trawl.testkit.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/// A server that others wrote, started for a test. Nothing is installed: where there is none the test is skipped.
public final class EmulatorProcess implements AutoCloseable {
    private final Process process;
    private final int port;

    private EmulatorProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// @param program on the PATH, unless the variable names another
    /// @param arguments by the port
    public static EmulatorProcess start(String variable, String program, IntFunction<List<String>> arguments)
            throws IOException {
        Optional<Path> found = find(variable, program);
        assumeTrue(
                found.isPresent(),
                "there is no `" + program + "` on the PATH: install it, or name it with the variable " + variable);
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        List<String> command = new ArrayList<>(List.of(found.orElseThrow().toString()));
        command.addAll(arguments.apply(port));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", program + ".log").toFile())
                .start();
        Eventually.isTrue(program + " listens", Duration.ofSeconds(60), () -> listens(port));
        return new EmulatorProcess(process, port);
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static Optional<Path> find(String variable, String program) {
        String named = System.getenv(variable);
        if (named != null && !named.isBlank()) {
            return Optional.of(Path.of(named));
        }
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            Path candidate = Path.of(folder, program);
            if (Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }
}
