package io.trawl.testkit.s3;

import io.trawl.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// s3proxy, an S3 server that others wrote, in a JVM of its own; with the keys of [S3TestServer].
public final class S3ProxyProcess implements AutoCloseable {
    private final Process process;
    private final int port;
    private final Path data;

    private S3ProxyProcess(Process process, int port, Path data) {
        this.process = process;
        this.port = port;
        this.data = data;
    }

    /// @param classPath a file that holds the class path of the server
    /// @param folder for its data, its configuration and its log; empty
    public static S3ProxyProcess start(Path classPath, Path folder) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path data = Files.createDirectories(folder.resolve("data"));
        Path properties = Files.write(
                folder.resolve("s3proxy.conf"),
                List.of(
                        "s3proxy.endpoint=http://127.0.0.1:" + port,
                        "s3proxy.authorization=aws-v2-or-v4",
                        "s3proxy.identity=" + S3TestServer.ACCESS_KEY,
                        "s3proxy.credential=" + S3TestServer.SECRET_KEY,
                        "jclouds.provider=filesystem-nio2",
                        "jclouds.identity=unused",
                        "jclouds.credential=unused",
                        "jclouds.filesystem.basedir=" + data));
        Path logging = Files.writeString(folder.resolve("logback.xml"), "<configuration/>");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx400m",
                        "-Dlogback.configurationFile=" + logging,
                        "-cp",
                        Files.readString(classPath).strip(),
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        properties.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("s3proxy.log").toFile())
                .start();
        S3ProxyProcess server = new S3ProxyProcess(process, port, data);
        Eventually.isTrue("s3proxy listens", Duration.ofSeconds(60), server::listens);
        return server;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public S3ProxyProcess createBucket(String name) {
        try {
            Files.createDirectories(data.resolve(name));
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new AssertionError("s3proxy ended with code " + process.exitValue());
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
