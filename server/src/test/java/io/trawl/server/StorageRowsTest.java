package io.trawl.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.trawl.common.ByteRange;
import io.trawl.common.RequestContext;
import io.trawl.config.NodeConfigLoader;
import io.trawl.config.StorageUri;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageRead;
import io.trawl.testkit.Proves;
import io.trawl.testkit.azure.AzureProtocol;
import io.trawl.testkit.gcs.GcsProtocol;
import io.trawl.testkit.s3.FirstByteLatency;
import io.trawl.testkit.s3.HttpRequest;
import io.trawl.testkit.s3.S3Fault;
import io.trawl.testkit.s3.S3RequestKind;
import io.trawl.testkit.s3.S3TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the keys of `storage` and the kinds of storage are for, each from a config on.
class StorageRowsTest {
    @TempDir
    Path folder;

    private final RequestContext context = RequestContext.background("rows");

    private ObjectStores stores(String yaml, Map<String, String> environment) throws IOException {
        Path file = Files.writeString(folder.resolve("trawl.yaml"), "version: 0.9\n" + yaml);
        return new ObjectStores(
                NodeConfigLoader.load(Optional.of(file), environment).config(), environment);
    }

    private static String s3(S3TestServer server, String... lines) {
        StringBuilder yaml = new StringBuilder("storage:\n  s3:\n    endpoint: " + server.endpoint()
                + "\n    access_key_id: " + S3TestServer.ACCESS_KEY + "\n    secret_access_key: "
                + S3TestServer.SECRET_KEY + "\n");
        for (String line : lines) {
            yaml.append("    ").append(line).append('\n');
        }
        return yaml.toString();
    }

    private static Storage open(ObjectStores stores, String uri) {
        return stores.resolver().resolve(StorageUri.parse(uri));
    }

    private static StorageKey key(String value) {
        return new StorageKey(value);
    }

    @ParameterizedTest
    @CsvSource({
        "minio, minio, true",
        "Garage, garage, true",
        "digital-ocean, us-east-1, false",
        "digitalOcean, us-east-1, false",
        "gcs, us-east-1, false"
    })
    @Proves({"NOD-33", "NOD-34", "STO-02"})
    void aFlavorSetsWhatItsServersWant(String flavor, String region, boolean deletesMany) throws IOException {
        List<HttpRequest> requests = new CopyOnWriteArrayList<>();
        List<String> lines = new ArrayList<>(List.of("flavor: " + flavor));
        if (!flavor.equalsIgnoreCase(region)) {
            lines.add("region: " + region);
        }
        if (flavor.equals("gcs")) {
            lines.add("force_path_style_access: true");
        }
        try (S3TestServer server = S3TestServer.start(1).createBucket("logs")) {
            server.observe(requests::add);
            try (ObjectStores stores = stores(s3(server, lines.toArray(String[]::new)), Map.of())) {
                Storage storage = open(stores, "s3://logs/x");
                storage.put(key("small"), Payload.ofUtf8("x"), context);
                storage.deleteMany(List.of(key("big"), key("small")), context);
            }
            assertThat(server.ledger().requests(S3RequestKind.DELETE_MANY)).isEqualTo(deletesMany ? 1 : 0);
        }
        assertThat(requests).isNotEmpty().allSatisfy(request -> {
            assertThat(request.rawPath()).startsWith("/logs");
            assertThat(request.header("authorization")).contains("/" + region + "/s3/aws4_request");
        });
        boolean sendsChecksums = !requests.getFirst().header("x-amz-trailer").isEmpty();
        assertThat(sendsChecksums).isEqualTo(!flavor.equals("gcs"));
    }

    @Test
    @Proves({"NOD-33", "STO-03"})
    void bigObjectsGoUpInPartsAndManyGoAtOnceUnlessTheConfigSaysOtherwise() throws IOException {
        byte[] big = new byte[17 << 20];
        new Random(1).nextBytes(big);
        List<StorageKey> keys = new ArrayList<>();
        for (int i = 0; i < 1_002; i++) {
            keys.add(key("k" + i));
        }
        try (S3TestServer server = S3TestServer.start(1).createBucket("logs")) {
            try (ObjectStores stores = stores(s3(server, "flavor: minio"), Map.of())) {
                Storage storage = open(stores, "s3://logs/x");
                storage.put(key("big"), Payload.ofBytes(big), context);
                assertThat(storage.readAll(key("big"), context)).isEqualTo(big);
                storage.deleteMany(keys, context);
            }
            assertThat(server.ledger().requests(S3RequestKind.UPLOAD_PART)).isEqualTo(2);
            assertThat(server.ledger().requests(S3RequestKind.DELETE_MANY)).isEqualTo(2);
            server.ledger().clear();
            String plain = s3(
                    server,
                    "flavor: minio",
                    "disable_multipart_upload: true",
                    "disable_multi_object_delete_requests: true");
            try (ObjectStores stores = stores(plain, Map.of())) {
                Storage storage = open(stores, "s3://logs/x");
                storage.put(key("big"), Payload.ofBytes(big), context);
                storage.deleteMany(keys.subList(0, 3), context);
            }
            assertThat(server.ledger().requests(S3RequestKind.PUT)).isEqualTo(1);
            assertThat(server.ledger().requests(S3RequestKind.DELETE)).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "flavor: minio, x-amz-trailer, x-amz-checksum-crc32c",
        "checksum_algorithm: md5, content-md5, ==",
        "disable_checksums: true, x-amz-trailer, ''"
    })
    @Proves({"NOD-33", "STO-04"})
    void putsCarryTheChecksumThatIsAskedFor(String line, String header, String content) throws IOException {
        List<HttpRequest> requests = new CopyOnWriteArrayList<>();
        try (S3TestServer server = S3TestServer.start(1).createBucket("logs")) {
            server.observe(requests::add);
            String yaml = s3(server, line, "region: minio", "force_path_style_access: true");
            try (ObjectStores stores = stores(yaml, Map.of())) {
                open(stores, "s3://logs/x").put(key("k"), Payload.ofUtf8("x"), context);
            }
        }
        assertThat(requests).singleElement().satisfies(request -> {
            if (content.isEmpty()) {
                assertThat(request.header(header)).isEmpty();
                assertThat(request.header("content-md5")).isEmpty();
            } else {
                assertThat(request.header(header)).contains(content);
            }
        });
    }

    @Test
    @Proves({"STO-09", "NOD-63"})
    void whatFailsIsTriedAgainAsOftenAsThePolicySays() throws IOException {
        try (S3TestServer server = S3TestServer.start(1).createBucket("logs")) {
            String policy = "searcher:\n  storage_timeout_policy: {min_throughtput_bytes_per_secs: 1000000,"
                    + " timeout_millis: 2000, max_num_retries: 1}\n";
            try (ObjectStores patient = stores(s3(server, "flavor: minio"), Map.of());
                    ObjectStores hasty = stores(policy + s3(server, "flavor: minio"), Map.of())) {
                Storage storage = open(patient, "s3://logs/x");
                server.faults().next(S3RequestKind.PUT, S3Fault.INTERNAL_ERROR, 2);
                storage.put(key("k"), Payload.ofUtf8("x"), context);
                server.faults().next(S3RequestKind.GET, S3Fault.RESET, 3);
                assertThat(storage.readAll(key("k"), context)).hasSize(1);
                server.ledger().clear();

                server.faults().next(S3RequestKind.GET, S3Fault.INTERNAL_ERROR, 5);
                assertThatThrownBy(() -> open(hasty, "s3://logs/x").readAll(key("k"), context))
                        .hasMessageContaining("500 InternalError");

                assertThat(server.ledger().requests(S3RequestKind.GET)).isEqualTo(2);
            }
        }
    }

    @Test
    @Proves("STO-10")
    void noMoreRequestsAreUnderWayThanTheVariableSays() throws IOException {
        try (S3TestServer server = S3TestServer.start(1).createBucket("logs");
                ObjectStores stores = stores(s3(server, "flavor: minio"), Map.of("QW_S3_MAX_CONCURRENCY", "2"))) {
            Storage storage = open(stores, "s3://logs/x");
            storage.put(key("k"), Payload.ofUtf8("0123456789"), context);
            server.faults().latency(FirstByteLatency.fixed(Duration.ofMillis(50)));
            List<StorageRead> reads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                reads.add(new StorageRead(key("k"), new ByteRange(i, i + 1)));
            }
            long start = System.nanoTime();

            storage.readMany(reads, context);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        }
    }

    @Test
    @Proves({"STO-01", "NOD-38"})
    void everySchemeHasAStorageAndNoneLeavesItsFolder() throws IOException {
        String yaml = "storage: {file: {}, ram: {}}\n";
        Map<String, String> emulator = Map.of("STORAGE_EMULATOR_HOST", "127.0.0.1:1", "AWS_REGION", "us-east-1");
        try (ObjectStores stores = stores("data_dir: " + folder + "\n" + yaml, emulator)) {
            for (String uri : List.of("ram:///x", "azure://account/container/x", "gs://bucket/x")) {
                assertThat(open(stores, uri).root()).hasToString(uri);
            }
            assertThat(open(stores, folder.toString()).root()).hasToString("file://" + folder);
            assertThat(open(stores, "file://" + folder).root()).hasToString("file://" + folder);
        }
        for (String outside : List.of("s3://bucket/../x", "gs://b/x/..", "file:///a/../b", "../b")) {
            assertThatThrownBy(() -> stores("metastore_uri: " + outside + "\n", Map.of()))
                    .hasMessageContaining("..");
        }
        assertThatThrownBy(() -> stores("storage:\n  s3: {region: a}\n  s3: {region: b}\n", Map.of()))
                .hasMessageContaining("s3");
    }

    @Test
    @Proves({"STO-05", "NOD-36"})
    void aNodeLivesOnAzure() throws IOException {
        try (S3TestServer server = AzureProtocol.start(1).createBucket("logs")) {
            String root = "azure://" + AzureProtocol.ACCOUNT + "/logs";
            livesOn(
                    root,
                    Map.of(
                            "QW_AZURE_STORAGE_ACCOUNT",
                            AzureProtocol.ACCOUNT,
                            "QW_AZURE_STORAGE_ACCESS_KEY",
                            AzureProtocol.KEY,
                            "QW_AZURE_ENDPOINT",
                            server.endpoint() + "/" + AzureProtocol.ACCOUNT));
            assertThat(server.ledger().requests(S3RequestKind.PUT)).isPositive();
        }
    }

    @Test
    @Proves({"STO-06", "NOD-37"})
    void aNodeLivesOnGoogleCloudStorage() throws IOException {
        HttpServer tokens = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] token = ("{\"access_token\":\"" + GcsProtocol.TOKEN + "\",\"expires_in\":3600}")
                .getBytes(StandardCharsets.UTF_8);
        tokens.createContext("/token", exchange -> {
            exchange.sendResponseHeaders(200, token.length);
            exchange.getResponseBody().write(token);
            exchange.close();
        });
        tokens.start();
        Path login = Files.writeString(
                folder.resolve("login.json"),
                "{\"type\":\"authorized_user\",\"client_id\":\"i\",\"client_secret\":\"s\",\"refresh_token\":\"r\","
                        + "\"token_uri\":\"http://127.0.0.1:"
                        + tokens.getAddress().getPort() + "/token\"}");
        try (S3TestServer server = GcsProtocol.start(1).createBucket("logs")) {
            livesOn(
                    "gs://logs",
                    Map.of(
                            "STORAGE_EMULATOR_HOST",
                            server.endpoint().toString(),
                            "QW_GOOGLE_CLOUD_STORAGE_CREDENTIAL_PATH",
                            login.toString()));
            assertThat(server.ledger().requests(S3RequestKind.PUT)).isPositive();
        } finally {
            tokens.stop(0);
        }
    }

    /// Documents are found again by a node that has nothing but the storage.
    private void livesOn(String root, Map<String, String> access) throws IOException {
        Map<String, String> variables = new HashMap<>(access);
        variables.put("TRAWL_METASTORE_URI", root + "/metastore");
        variables.put("TRAWL_DEFAULT_INDEX_ROOT_URI", root + "/indexes");
        try (TrawlNode node = node("one", variables)) {
            ingest(node);
        }
        try (TrawlNode node = node("two", variables)) {
            assertThat(send(node, "/api/v1/kept/search?query=*", "")).contains("\"num_hits\":2");
        }
    }

    private TrawlNode node(String disk, Map<String, String> more) throws IOException {
        Map<String, String> variables = new HashMap<>(more);
        variables.put(
                "TRAWL_DATA_DIR", Files.createDirectories(folder.resolve(disk)).toString());
        variables.put("TRAWL_REST_LISTEN_PORT", "0");
        return TrawlNode.start(
                NodeConfigLoader.load(Optional.empty(), variables).config(), variables);
    }

    @Test
    @Proves("STO-08")
    void aNodeLivesInMemory() throws IOException {
        Map<String, String> variables =
                Map.of("TRAWL_METASTORE_URI", "ram:///metastore", "TRAWL_DEFAULT_INDEX_ROOT_URI", "ram:///indexes");
        try (TrawlNode node = node("data", variables)) {
            ingest(node);
            assertThat(send(node, "/api/v1/kept/search?query=*", "")).contains("\"num_hits\":2");
        }
        assertThat(folder.resolve("data/indexes")).doesNotExist();
    }

    private static void ingest(TrawlNode node) throws IOException {
        send(node, "/api/v1/indexes", "{\"version\": \"0.9\", \"index_id\": \"kept\", \"doc_mapping\": {}}");
        send(node, "/api/v1/kept/ingest?commit=force", "{\"a\": 1}\n{\"a\": 2}\n");
    }

    /// @param body empty to ask only
    private static String send(TrawlNode node, String path, String body) throws IOException {
        URLConnection connection = URI.create(node.restAddress() + path).toURL().openConnection();
        if (!body.isEmpty()) {
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body.getBytes(StandardCharsets.UTF_8));
            }
        }
        try (InputStream in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace(" ", "")
                    .replace("\n", "");
        }
    }
}
