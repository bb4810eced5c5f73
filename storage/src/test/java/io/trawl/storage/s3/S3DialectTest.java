package io.trawl.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.common.RequestContext;
import io.trawl.common.TimeSource;
import io.trawl.config.NodeConfig;
import io.trawl.config.NodeConfigLoader;
import io.trawl.config.StorageUri;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.remote.TestSettings;
import io.trawl.testkit.s3.HttpRequest;
import io.trawl.testkit.s3.S3Fault;
import io.trawl.testkit.s3.S3RequestKind;
import io.trawl.testkit.s3.S3TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What goes over the wire to each kind of server, from the config on.
class S3DialectTest {
    @TempDir
    private Path folder;

    private final S3TestServer server = S3TestServer.start(1).createBucket("logs");
    private final List<HttpRequest> requests = new CopyOnWriteArrayList<>();
    private final RequestContext context = RequestContext.background("dialect");
    private final byte[] big = new byte[2_500_000];

    @BeforeEach
    void observe() {
        new Random(1).nextBytes(big);
        server.observe(requests::add);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /// @param lines of the section `storage.s3`
    private S3StorageFactory factory(String endpoint, String... lines) throws IOException {
        StringBuilder yaml = new StringBuilder("version: 0.9\nstorage:\n  s3:\n");
        yaml.append("    endpoint: ").append(endpoint).append('\n');
        yaml.append("    access_key_id: ").append(S3TestServer.ACCESS_KEY).append('\n');
        yaml.append("    secret_access_key: ").append(S3TestServer.SECRET_KEY).append('\n');
        for (String line : lines) {
            yaml.append("    ").append(line).append('\n');
        }
        Path file = Files.writeString(folder.resolve("trawl.yaml"), yaml);
        NodeConfig config = NodeConfigLoader.load(Optional.of(file), Map.of()).config();
        return new S3StorageFactory(config.storage().s3(), TestSettings.SETTINGS, TimeSource.SYSTEM);
    }

    /// All that a node does with a bucket.
    private void useAll(Storage storage) {
        StorageKey small = new StorageKey("small");
        StorageKey long_ = new StorageKey("long");
        assertThat(storage.putIfAbsent(small, Payload.ofUtf8("one"), context)).isTrue();
        assertThat(storage.putIfAbsent(small, Payload.ofUtf8("two"), context)).isFalse();
        storage.put(long_, Payload.ofBytes(big), context);
        assertThat(storage.readAll(long_, context)).isEqualTo(big);
        assertThat(storage.list("", "long", 10, context))
                .extracting(object -> object.key().value())
                .containsExactly("small");
        storage.deleteMany(List.of(small, long_), context);
        assertThat(storage.list("", "", 10, context)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "minio, minio, true, true, true",
        "garage, garage, true, true, true",
        "digital-ocean, us-east-1, false, true, true",
        "gcs, us-east-1, false, false, false"
    })
    void speaksTheDialectOfItsFlavor(
            String flavor, String region, boolean deletesMany, boolean uploadsInParts, boolean sendsChecksums)
            throws IOException {
        String[] lines = flavor.equals(region)
                ? new String[] {"flavor: " + flavor}
                : new String[] {"flavor: " + flavor, "region: us-east-1", "force_path_style_access: true"};
        try (S3StorageFactory factory = factory(server.endpoint().toString(), lines)) {
            useAll(factory.open(S3TestClient.ROOT));
        }

        assertThat(requests).allSatisfy(request -> {
            assertThat(request.rawPath()).as("path style").startsWith("/logs");
            assertThat(request.header("authorization")).contains("/" + region + "/s3/aws4_request");
            assertThat(request.hasParameter("versions"))
                    .as("no versions are asked for")
                    .isFalse();
        });
        assertThat(server.ledger().requests(S3RequestKind.DELETE_MANY)).isEqualTo(deletesMany ? 1 : 0);
        assertThat(server.ledger().requests(S3RequestKind.DELETE)).isEqualTo(deletesMany ? 0 : 2);
        assertThat(server.ledger().requests(S3RequestKind.UPLOAD_PART)).isEqualTo(uploadsInParts ? 3 : 0);
        assertThat(requests.stream()
                        .filter(request -> request.method().equals("PUT"))
                        .allMatch(request -> hasChecksum(request) == sendsChecksums))
                .isTrue();
        assertThat(requests.stream()
                        .filter(request -> request.hasParameter("list-type"))
                        .map(request -> request.parameter("list-type"))
                        .distinct())
                .containsExactly("2");
    }

    /// Some releases of Garage and MinIO refuse checksums in trailers, and want the older header or none.
    @ParameterizedTest
    @ValueSource(strings = {"md5", "disabled"})
    void leavesNewChecksumsOutWhereTheyAreNotWanted(String algorithm) throws IOException {
        try (S3StorageFactory factory =
                factory(server.endpoint().toString(), "flavor: garage", "checksum_algorithm: " + algorithm)) {
            useAll(factory.open(S3TestClient.ROOT));
        }

        List<HttpRequest> puts = requests.stream()
                .filter(request -> request.method().equals("PUT"))
                .toList();
        assertThat(puts).hasSize(5);
        for (HttpRequest put : puts) {
            assertThat(hasChecksum(put)).isFalse();
            assertThat(put.header("content-md5").isEmpty()).isEqualTo(algorithm.equals("disabled"));
        }
        // By S3's rules a bulk delete has one in any case.
        assertThat(requests.stream().filter(request -> request.hasParameter("delete")))
                .singleElement()
                .satisfies(request -> assertThat(request.header("content-md5")).isNotEmpty());
    }

    private static boolean hasChecksum(HttpRequest request) {
        return request.headers().keySet().stream()
                        .anyMatch(name ->
                                name.startsWith("x-amz-checksum-") || name.equals("x-amz-sdk-checksum-algorithm"))
                || !request.header("x-amz-trailer").isEmpty();
    }

    /// The name of the bucket in the host's is known to no name server here; so the server plays the proxy.
    @Test
    void namesTheBucketInTheHostUnlessPathsAreForced() throws IOException {
        int port = server.endpoint().getPort();
        System.setProperty("http.proxyHost", "127.0.0.1");
        System.setProperty("http.proxyPort", Integer.toString(port));
        try (S3StorageFactory factory = factory("http://localhost:" + port, "region: us-east-1")) {
            useAll(factory.open(S3TestClient.ROOT));
        } finally {
            System.clearProperty("http.proxyHost");
            System.clearProperty("http.proxyPort");
        }

        assertThat(requests).isNotEmpty().allSatisfy(request -> {
            assertThat(request.header("host")).startsWith("logs.localhost");
            assertThat(request.rawPath()).doesNotStartWith("/logs");
        });
    }

    @Test
    void waitsAsLongAsABusyServerAsks() throws IOException {
        server.faults().retryAfter(Duration.ofSeconds(1));
        server.faults().next(S3RequestKind.LIST, S3Fault.SLOW_DOWN);
        try (S3StorageFactory factory = factory(server.endpoint().toString(), "flavor: minio")) {
            Storage storage = factory.open(StorageUri.parse("s3://logs"));
            long start = System.nanoTime();

            assertThat(storage.list("", "", 1, context)).isEmpty();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            assertThat(factory.statistics().throttled()).isEqualTo(1);
        }
    }
}
