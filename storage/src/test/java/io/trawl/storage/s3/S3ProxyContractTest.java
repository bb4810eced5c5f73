package io.trawl.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trawl.common.DataSize;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.config.StorageConfig.Checksum;
import io.trawl.config.StorageUri;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageContractTest;
import io.trawl.storage.StorageKey;
import io.trawl.storage.remote.TestSettings;
import io.trawl.testkit.Eventually;
import io.trawl.testkit.s3.S3TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The contract against a server that others wrote, in a JVM of its own.
///
/// Its class path is made once, from the root of the repository, by
/// `mvn -f storage/src/test/s3proxy/pom.xml dependency:build-classpath
/// -Dmdep.outputFile=$PWD/storage/target/s3proxy.classpath`.
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3ProxyContractTest extends StorageContractTest {
    private static final Path CLASS_PATH = Path.of("target", "s3proxy.classpath");

    private Process server;
    private S3StorageFactory factory;
    private int roots;

    @BeforeAll
    void startServer(@TempDir Path folder) throws IOException {
        assumeTrue(Files.exists(CLASS_PATH), "there is no " + CLASS_PATH);
        int port = freePort();
        String endpoint = "http://127.0.0.1:" + port;
        Files.createDirectories(folder.resolve("data/logs"));
        Path properties = Files.write(
                folder.resolve("s3proxy.conf"),
                List.of(
                        "s3proxy.endpoint=" + endpoint,
                        "s3proxy.authorization=aws-v2-or-v4",
                        "s3proxy.identity=" + S3TestServer.ACCESS_KEY,
                        "s3proxy.credential=" + S3TestServer.SECRET_KEY,
                        "jclouds.provider=filesystem-nio2",
                        "jclouds.identity=unused",
                        "jclouds.credential=unused",
                        "jclouds.filesystem.basedir=" + folder.resolve("data")));
        Path logging = Files.writeString(folder.resolve("logback.xml"), "<configuration/>");
        server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx400m",
                        "-Dlogback.configurationFile=" + logging,
                        "-cp",
                        Files.readString(CLASS_PATH).strip(),
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        properties.toString())
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", "s3proxy.log").toFile())
                .start();
        Eventually.isTrue("s3proxy listens", Duration.ofSeconds(60), () -> listens(port));
        factory = new S3StorageFactory(
                S3TestClient.config(endpoint, S3TestServer.SECRET_KEY, Checksum.CRC32C, false, false),
                TestSettings.SETTINGS.withPartSize(DataSize.ofMebibytes(5)),
                TimeSource.SYSTEM);
    }

    @AfterAll
    void stopServer() throws InterruptedException {
        if (factory != null) {
            factory.close();
        }
        if (server != null) {
            server.destroyForcibly().waitFor();
        }
    }

    @Override
    protected Storage open() {
        context = RequestContext.background("contract");
        return factory.open(StorageUri.parse("s3://logs/root-" + ++roots));
    }

    @Override
    protected Storage openAgain() {
        return factory.open(storage.root());
    }

    @Test
    void uploadsInParts() {
        byte[] big = new byte[12 << 20];
        new Random(4).nextBytes(big);
        StorageKey key = new StorageKey("big");

        storage.put(key, Payload.ofBytes(big), context);

        assertThat(storage.readAll(key, context)).isEqualTo(big);
        storage.deleteMany(List.of(key, new StorageKey("absent")), context);
        assertThat(storage.list("", "", 10, context)).isEmpty();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }
}
