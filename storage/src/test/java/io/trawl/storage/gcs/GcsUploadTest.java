package io.trawl.storage.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.StorageConfig;
import io.trawl.config.StorageUri;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.remote.TestSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GcsUploadTest {
    @Test
    void givesUpOnAServiceThatTakesNothing() throws IOException {
        AtomicInteger chunks = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        int port = server.getAddress().getPort();
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            boolean isChunk = exchange.getRequestMethod().equals("PUT");
            if (isChunk) {
                chunks.incrementAndGet();
            } else {
                exchange.getResponseHeaders().set("Location", "http://127.0.0.1:" + port + "/upload/1");
            }
            // 308 without a range: so far it has nothing.
            exchange.sendResponseHeaders(isChunk ? 308 : 200, -1);
            exchange.close();
        });
        server.start();
        StorageConfig.Google config = new StorageConfig.Google(Optional.empty());
        Map<String, String> environment = Map.of("STORAGE_EMULATOR_HOST", "127.0.0.1:" + port);
        try (GcsStorageFactory factory =
                new GcsStorageFactory(config, TestSettings.SETTINGS, environment, TimeSource.SYSTEM)) {
            Storage storage = factory.open(StorageUri.parse("gs://bucket/prefix"));
            Payload payload = Payload.ofBytes(new byte[3_000_000]);

            assertThatThrownBy(() -> storage.put(StorageKey.of("big"), payload, RequestContext.background("upload")))
                    .isInstanceOfSatisfying(
                            TrawlException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE));
            assertThat(chunks.get()).isBetween(2, 20);
        } finally {
            server.stop(0);
        }
    }
}
