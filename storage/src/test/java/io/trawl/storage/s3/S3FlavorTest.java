package io.trawl.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import io.trawl.config.EnvironmentKnobs;
import io.trawl.config.StorageConfig;
import io.trawl.config.StorageConfig.Checksum;
import io.trawl.config.StorageUri;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageObject;
import io.trawl.storage.remote.RemoteSettings;
import io.trawl.storage.remote.TestSettings;
import io.trawl.testkit.s3.S3RequestKind;
import io.trawl.testkit.s3.S3TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The ways in which servers differ from S3, and which requests each setting leads to.
class S3FlavorTest {
    private final S3TestServer server = S3TestServer.start(3).createBucket("logs");
    private final RequestContext context = RequestContext.background("flavor");
    private final byte[] big = new byte[3_500_000];

    S3FlavorTest() {
        new Random(8).nextBytes(big);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private S3StorageFactory factory(Checksum checksum, boolean noMultiObjectDelete, boolean noMultipart) {
        StorageConfig.S3 config = S3TestClient.config(server, checksum, noMultiObjectDelete, noMultipart);
        return new S3StorageFactory(config, TestSettings.SETTINGS, TimeSource.SYSTEM);
    }

    @ParameterizedTest
    @EnumSource(Checksum.class)
    void worksWithEveryChecksum(Checksum checksum, @TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("split"), big);
        try (S3StorageFactory factory = factory(checksum, false, false)) {
            Storage storage = factory.open(S3TestClient.ROOT);

            storage.put(key("in-parts"), Payload.ofFile(file), context);
            storage.put(key("small"), Payload.ofUtf8("small"), context);
            assertThat(storage.putIfAbsent(key("small"), Payload.ofUtf8("other"), context))
                    .isFalse();

            assertThat(storage.readAll(key("in-parts"), context)).isEqualTo(big);
            assertThat(storage.readAll(key("small"), context)).asString().isEqualTo("small");
            storage.deleteMany(List.of(key("in-parts"), key("small"), key("absent")), context);
            assertThat(storage.list("", "", 10, context)).isEmpty();
        }
        assertThat(server.ledger().requests(S3RequestKind.UPLOAD_PART)).isEqualTo(4);
        assertThat(server.ledger().requests(S3RequestKind.DELETE_MANY)).isEqualTo(1);
    }

    @Test
    void uploadsInOneRequestWhereThereIsNoMultipartUpload() {
        try (S3StorageFactory factory = factory(Checksum.DISABLED, true, true)) {
            Storage storage = factory.open(S3TestClient.ROOT);

            storage.put(key("big"), Payload.ofBytes(big), context);

            assertThat(storage.readAll(key("big"), context)).isEqualTo(big);
        }
        assertThat(server.ledger().requests(S3RequestKind.CREATE_UPLOAD)).isZero();
        assertThat(server.ledger().requests(S3RequestKind.PUT)).isEqualTo(1);
    }

    @Test
    void deletesOneByOneWhereThereIsNoBulkDelete() {
        try (S3StorageFactory factory = factory(Checksum.CRC32C, true, false)) {
            Storage storage = factory.open(S3TestClient.ROOT);
            storage.put(key("a"), Payload.ofUtf8("x"), context);

            storage.deleteMany(List.of(key("a"), key("b"), key("c")), context);

            assertThat(storage.list("", "", 10, context)).isEmpty();
        }
        assertThat(server.ledger().requests(S3RequestKind.DELETE)).isEqualTo(3);
        assertThat(server.ledger().requests(S3RequestKind.DELETE_MANY)).isZero();
    }

    @Test
    void deletesAThousandInOneRequest() {
        List<StorageKey> keys = new ArrayList<>();
        for (int i = 0; i < 2_001; i++) {
            keys.add(key("k" + i));
        }
        try (S3StorageFactory factory = factory(Checksum.CRC32C, false, false)) {
            factory.open(S3TestClient.ROOT).deleteMany(keys, context);
        }

        assertThat(server.ledger().requests(S3RequestKind.DELETE_MANY)).isEqualTo(2);
        assertThat(server.ledger().requests(S3RequestKind.DELETE)).isEqualTo(1);
    }

    @Test
    void gathersAListingFromSmallPages() {
        server.faults().listPageMax(3);
        try (S3StorageFactory factory = S3TestClient.factory(server)) {
            Storage storage = factory.open(S3TestClient.ROOT);
            for (int i = 0; i < 10; i++) {
                storage.put(key("k" + i), Payload.ofUtf8("x"), context);
            }

            List<StorageObject> found = storage.list("k", "k1", 7, context);

            assertThat(found)
                    .extracting(object -> object.key().value())
                    .containsExactly("k2", "k3", "k4", "k5", "k6", "k7", "k8");
        }
        assertThat(server.ledger().requests(S3RequestKind.LIST)).isEqualTo(3);
    }

    @Test
    void passesOverTheFoldersThatToolsMake() {
        try (S3StorageFactory factory = S3TestClient.factory(server)) {
            factory.open(StorageUri.parse("s3://logs")).put(key("some/prefix/a"), Payload.ofUtf8("x"), context);
            makeFolder("some/prefix/folder/");

            assertThat(factory.open(S3TestClient.ROOT).list("", "", 10, context))
                    .extracting(object -> object.key().value())
                    .containsExactly("a");
        }
    }

    private void makeFolder(String name) {
        server.put("logs", name, new byte[0]);
    }

    @Test
    void readsOldListingsWhileTheServerLags() {
        server.faults().listLag(Duration.ofMinutes(1));
        try (S3StorageFactory factory = S3TestClient.factory(server)) {
            Storage storage = factory.open(S3TestClient.ROOT);
            storage.put(key("new"), Payload.ofUtf8("x"), context);

            assertThat(storage.list("", "", 10, context)).isEmpty();
            assertThat(storage.size(key("new"), context)).isEqualTo(1);

            server.faults().listLag(Duration.ZERO);
            assertThat(storage.list("", "", 10, context)).hasSize(1);
        }
    }

    @Test
    void asksForOneRangeInOneRequest() {
        try (S3StorageFactory factory = S3TestClient.factory(server)) {
            Storage storage = factory.open(S3TestClient.ROOT);
            storage.put(key("k"), Payload.ofUtf8("0123456789"), context);
            server.ledger().clear();

            storage.read(key("k"), new ByteRange(2, 5), context);
        }
        assertThat(server.ledger().entries()).singleElement().satisfies(entry -> {
            assertThat(entry.kind()).isEqualTo(S3RequestKind.GET);
            assertThat(entry.key()).isEqualTo("some/prefix/k");
            assertThat(entry.range()).isEqualTo("bytes=2-4");
            assertThat(entry.bytesOut()).isEqualTo(3);
        });
    }

    @Test
    void takesItsCapFromTheEnvironment() {
        RemoteSettings settings = RemoteSettings.of(new EnvironmentKnobs(Map.of("S3_MAX_CONCURRENCY", "17")));

        assertThat(settings.maxConcurrentRequests()).isEqualTo(17);
    }

    @Test
    void refusesAnEndpointThatIsNoUrl() {
        StorageConfig.S3 config = S3TestClient.config("not a url", "secret", Checksum.CRC32C, false, false);
        try (S3StorageFactory factory = new S3StorageFactory(config, TestSettings.SETTINGS, TimeSource.SYSTEM)) {
            assertThatThrownBy(() -> factory.open(S3TestClient.ROOT))
                    .isInstanceOf(TrawlException.class)
                    .hasMessageContaining("`storage.s3.endpoint` must be a URL");
        }
    }

    private static StorageKey key(String value) {
        return new StorageKey(value);
    }
}
