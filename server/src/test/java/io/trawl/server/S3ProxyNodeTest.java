package io.trawl.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trawl.testkit.s3.S3ProxyProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/// On a server that others wrote. `./check --long` makes its class path, which module storage describes.
@Tag("long")
class S3ProxyNodeTest extends BucketAcceptance {
    private static final Path CLASS_PATH = Path.of("..", "storage", "target", "s3proxy.classpath");

    private static @Nullable S3ProxyProcess server;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        assumeTrue(Files.exists(CLASS_PATH), "there is no " + CLASS_PATH);
        server = S3ProxyProcess.start(CLASS_PATH, folder).createBucket("logs");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    URI endpoint() {
        return server.endpoint();
    }
}
