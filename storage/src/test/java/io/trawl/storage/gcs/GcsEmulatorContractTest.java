package io.trawl.storage.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.config.StorageConfig;
import io.trawl.config.StorageUri;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageContractTest;
import io.trawl.storage.remote.EmulatorProcess;
import io.trawl.storage.remote.HttpTransport;
import io.trawl.storage.remote.HttpTransport.Ask;
import io.trawl.storage.remote.HttpTransport.Body;
import io.trawl.storage.remote.TestSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The contract against an emulator that others wrote (`go install github.com/fsouza/fake-gcs-server@latest`;
/// `TRAWL_FAKE_GCS_SERVER` names it).
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GcsEmulatorContractTest extends StorageContractTest {
    private EmulatorProcess emulator;
    private HttpTransport transport;
    private GcsStorageFactory factory;
    private String endpoint;
    private int buckets;

    @BeforeAll
    void startEmulator() throws IOException {
        emulator = EmulatorProcess.start(
                "TRAWL_FAKE_GCS_SERVER",
                "fake-gcs-server",
                port -> List.of(
                        "-scheme",
                        "http",
                        "-host",
                        "127.0.0.1",
                        "-port",
                        Integer.toString(port),
                        "-backend",
                        "memory",
                        "-external-url",
                        "http://127.0.0.1:" + port,
                        "-log-level",
                        "error"));
        endpoint = "http://127.0.0.1:" + emulator.port();
        transport = new HttpTransport("emulator");
        factory = new GcsStorageFactory(
                new StorageConfig.Google(Optional.empty()),
                TestSettings.SETTINGS,
                Map.of("STORAGE_EMULATOR_HOST", "127.0.0.1:" + emulator.port()),
                TimeSource.SYSTEM);
    }

    @AfterAll
    void stopEmulator() {
        if (factory != null) {
            factory.close();
            transport.close();
            emulator.close();
        }
    }

    @Override
    protected Storage open() throws IOException {
        context = RequestContext.background("contract");
        String bucket = "bucket-" + ++buckets;
        Ask ask = new Ask(
                "POST",
                URI.create(endpoint + "/storage/v1/b?project=test"),
                Map.of("Content-Type", "application/json"),
                Optional.of(Body.ofUtf8("{\"name\":\"" + bucket + "\"}")));
        try {
            HttpTransport.Answer answer = transport.send(ask, Duration.ofSeconds(20));
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
        return factory.open(StorageUri.parse("gs://" + bucket + "/some/prefix"));
    }

    @Override
    protected Storage openAgain() {
        return factory.open(storage.root());
    }

    @Test
    void uploadsInChunks() {
        byte[] big = new byte[3_500_000];
        new Random(4).nextBytes(big);

        storage.put(key("big"), Payload.ofBytes(big), context);

        assertThat(storage.readAll(key("big"), context)).isEqualTo(big);
    }
}
