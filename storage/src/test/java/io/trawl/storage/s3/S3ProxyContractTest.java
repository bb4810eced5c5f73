package io.trawl.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trawl.common.DataSize;
import io.trawl.common.ErrorCode;
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
import io.trawl.testkit.s3.S3ProxyProcess;
import io.trawl.testkit.s3.S3TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
/// `./check --long` makes its class path, from the root of the repository, by
/// `mvn -f storage/src/test/s3proxy/pom.xml dependency:build-classpath
/// -Dmdep.outputFile=$PWD/storage/target/s3proxy.classpath`.
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3ProxyContractTest extends StorageContractTest {
    private static final Path CLASS_PATH = Path.of("target", "s3proxy.classpath");

    private S3ProxyProcess server;
    private S3StorageFactory factory;
    private int roots;

    @BeforeAll
    void startServer(@TempDir Path folder) throws IOException {
        assumeTrue(Files.exists(CLASS_PATH), "there is no " + CLASS_PATH);
        server = S3ProxyProcess.start(CLASS_PATH, folder).createBucket("logs");
        factory = new S3StorageFactory(
                S3TestClient.config(
                        server.endpoint().toString(), S3TestServer.SECRET_KEY, Checksum.CRC32C, false, false),
                TestSettings.SETTINGS.withPartSize(DataSize.ofMebibytes(5)),
                TimeSource.SYSTEM);
    }

    @AfterAll
    void stopServer() {
        if (factory != null) {
            factory.close();
        }
        if (server != null) {
            server.close();
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

    /// The server lists its own unfinished file until it has noticed that the client is gone.
    @Test
    @Override
    public void refusesAFileThatIsShorterThanItSaid(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("payload"), new byte[10]);

        assertThatThrownBy(() -> storage.put(key("k"), new Payload.OfFile(file, 11), context))
                .satisfies(hasCode(ErrorCode.CORRUPTED));

        Eventually.isTrue("nothing is there", () -> listed("", "", 10).isEmpty());
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
}
