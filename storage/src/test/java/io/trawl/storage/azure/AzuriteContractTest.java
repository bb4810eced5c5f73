package io.trawl.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.config.Secret;
import io.trawl.config.StorageConfig;
import io.trawl.config.StorageUri;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageContractTest;
import io.trawl.storage.remote.EmulatorProcess;
import io.trawl.storage.remote.HttpTransport;
import io.trawl.storage.remote.HttpTransport.Ask;
import io.trawl.storage.remote.TestSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The contract against Azurite, the vendor's emulator (`npm install azurite` anywhere; `TRAWL_AZURITE` names its
/// `azurite-blob`).
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AzuriteContractTest extends StorageContractTest {
    /// The account that every Azurite has.
    private static final String ACCOUNT = "devstoreaccount1";

    private static final Secret KEY =
            new Secret("Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==");

    private EmulatorProcess emulator;
    private HttpTransport transport;
    private AzureStorageFactory factory;
    private String endpoint;
    private int containers;

    @BeforeAll
    void startEmulator() throws IOException {
        emulator = EmulatorProcess.start(
                "TRAWL_AZURITE",
                "azurite-blob",
                port -> List.of(
                        "--blobHost",
                        "127.0.0.1",
                        "--blobPort",
                        Integer.toString(port),
                        "--inMemoryPersistence",
                        "--silent",
                        "--disableTelemetry"));
        endpoint = "http://127.0.0.1:" + emulator.port() + "/" + ACCOUNT;
        transport = new HttpTransport("azurite");
        factory = new AzureStorageFactory(
                new StorageConfig.Azure(
                        Optional.of(ACCOUNT), Optional.of(KEY), Optional.of(endpoint), Optional.empty()),
                TestSettings.SETTINGS,
                Map.of(),
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
        String container = "container-" + ++containers;
        createContainer(container);
        return factory.open(StorageUri.parse("azure://" + ACCOUNT + "/" + container + "/some/prefix"));
    }

    @Override
    protected Storage openAgain() {
        return factory.open(storage.root());
    }

    /// Azure takes them for slashes; no key of Trawl's has one.
    @Override
    public boolean takesBackslashes() {
        return false;
    }

    private void createContainer(String name) throws IOException {
        String date = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
                .format(TimeSource.SYSTEM.now().atOffset(ZoneOffset.UTC));
        Ask ask = new Ask(
                "PUT",
                URI.create(endpoint + "/" + name + "?restype=container"),
                Map.of("x-ms-version", "2021-12-02", "x-ms-date", date),
                Optional.empty());
        try {
            Duration timeout = Duration.ofSeconds(20);
            HttpTransport.Answer answer = transport.send(new SharedKey(ACCOUNT, KEY).authorize(ask, timeout), timeout);
            assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    @Test
    void uploadsInBlocks() {
        byte[] big = new byte[5 << 20];
        new Random(4).nextBytes(big);

        storage.put(key("big"), Payload.ofBytes(big), context);
        storage.put(key("big"), Payload.ofBytes(big), context);

        assertThat(storage.readAll(key("big"), context)).isEqualTo(big);
    }

    @Test
    void listsFromAKeyByPages() {
        for (int i = 0; i < 30; i++) {
            put(String.format(Locale.ROOT, "log/%03d", i), "x");
        }

        assertThat(listed("log/", "log/004", 3)).containsExactly("log/005", "log/006", "log/007");
        assertThat(listed("log/", "log/007", 3)).containsExactly("log/008", "log/009", "log/010");
        assertThat(listed("log/", "log/027", 5)).containsExactly("log/028", "log/029");
    }
}
