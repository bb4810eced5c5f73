package io.trawl.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.config.NodeConfig;
import io.trawl.config.NodeConfigLoader;
import io.trawl.config.StorageUri;
import io.trawl.server.metrics.NodeMetrics;
import io.trawl.server.metrics.StorageMetrics;
import io.trawl.storage.Payload;
import io.trawl.storage.Storage;
import io.trawl.storage.StorageKey;
import io.trawl.storage.StorageOperation;
import io.trawl.testkit.azure.AzureProtocol;
import io.trawl.testkit.s3.S3Faults.ConditionalPuts;
import io.trawl.testkit.s3.S3TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a node makes of the storages in its config.
class ObjectStoresTest {
    @TempDir
    Path folder;

    private final RequestContext context = RequestContext.background("stores");

    private NodeConfig config(Map<String, String> more) throws IOException {
        Map<String, String> environment = new HashMap<>(more);
        environment.put(
                "TRAWL_DATA_DIR",
                Files.createDirectories(folder.resolve("data")).toString());
        environment.put("TRAWL_REST_LISTEN_PORT", "0");
        return NodeConfigLoader.load(Optional.empty(), environment).config();
    }

    private static Map<String, String> azure(S3TestServer server) {
        return Map.of(
                "TRAWL_METASTORE_URI", "azure://" + AzureProtocol.ACCOUNT + "/logs/metastore",
                "TRAWL_DEFAULT_INDEX_ROOT_URI", "azure://" + AzureProtocol.ACCOUNT + "/logs/indexes",
                "TRAWL_AZURE_STORAGE_ACCOUNT", AzureProtocol.ACCOUNT,
                "TRAWL_AZURE_STORAGE_ACCESS_KEY", AzureProtocol.KEY,
                "TRAWL_AZURE_ENDPOINT", server.endpoint() + "/" + AzureProtocol.ACCOUNT);
    }

    @Test
    void countsWhatIsAskedOfEachStore() throws IOException {
        try (S3TestServer server = AzureProtocol.start(1).createBucket("logs");
                ObjectStores stores = new ObjectStores(config(azure(server)))) {
            assertThat(stores.statistics()).isEmpty();
            Storage storage =
                    stores.resolver().resolve(StorageUri.parse("azure://" + AzureProtocol.ACCOUNT + "/logs/x"));

            storage.put(new StorageKey("k"), Payload.ofUtf8("12345"), context);
            assertThat(storage.readAll(new StorageKey("k"), context)).hasSize(5);

            var statistics = stores.statistics().get("azure");
            assertThat(statistics.of(StorageOperation.PUT).requests()).isEqualTo(1);
            assertThat(statistics.of(StorageOperation.READ).requests()).isEqualTo(1);
            assertThat(statistics.bytesRead()).isEqualTo(5);
            assertThat(statistics.bytesWritten()).isEqualTo(5);
            NodeMetrics metrics = new NodeMetrics("test");
            StorageMetrics.register(metrics, stores::statistics);
            assertThat(new String(metrics.expose(), StandardCharsets.UTF_8))
                    .contains("trawl_storage_object_storage_requests_total{action=\"put\",store=\"azure\"} 1.0")
                    .contains("trawl_storage_object_storage_gets_total{store=\"azure\"} 1.0");
        }
    }

    @Test
    void aNodeStartsOnAzure() throws IOException {
        try (S3TestServer server = AzureProtocol.start(1).createBucket("logs");
                TrawlNode node = TrawlNode.start(config(azure(server)))) {
            assertThat(node.metastore().view().indexes()).isEmpty();
            assertThat(server.ledger().requests()).isPositive();
        }
    }

    @Test
    void aNodeRefusesAStoreThatLetsSeveralWritersWin() throws IOException {
        try (S3TestServer server = AzureProtocol.start(1).createBucket("logs")) {
            for (ConditionalPuts how : new ConditionalPuts[] {ConditionalPuts.IGNORED, ConditionalPuts.REFUSED}) {
                server.faults().conditionalPuts(how);
                NodeConfig config = config(azure(server));

                assertThatThrownBy(() -> TrawlNode.start(config))
                        .isInstanceOfSatisfying(
                                TrawlException.class,
                                failure -> assertThat(failure.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
                        .hasMessageContaining("cannot hold a metastore")
                        .hasMessageContaining("trawl doctor");
            }
        }
    }

    @Test
    void splitsMayLieWhereTheMetastoreMayNot() throws IOException {
        try (S3TestServer server = AzureProtocol.start(1).createBucket("logs")) {
            server.faults().conditionalPuts(ConditionalPuts.IGNORED);
            Map<String, String> environment = new HashMap<>(azure(server));
            environment.remove("TRAWL_METASTORE_URI");

            try (TrawlNode node = TrawlNode.start(config(environment))) {
                assertThat(node.metastore().view().indexes()).isEmpty();
            }
        }
    }

    @Test
    void waitsAsLongAsTheOperatorSays() throws IOException {
        Path file = Files.writeString(folder.resolve("trawl.yaml"), """
                version: 0.9
                searcher:
                  storage_timeout_policy:
                    min_throughtput_bytes_per_secs: 100000000
                    timeout_millis: 150
                    max_num_retries: 0
                """);
        try (S3TestServer server = AzureProtocol.start(1).createBucket("logs")) {
            NodeConfig config =
                    NodeConfigLoader.load(Optional.of(file), azure(server)).config();
            try (ObjectStores stores = new ObjectStores(config)) {
                Storage storage =
                        stores.resolver().resolve(StorageUri.parse("azure://" + AzureProtocol.ACCOUNT + "/logs/x"));
                storage.put(new StorageKey("k"), Payload.ofUtf8("12345"), context);
                server.faults().next(io.trawl.testkit.s3.S3RequestKind.GET, io.trawl.testkit.s3.S3Fault.SILENCE);

                assertThatThrownBy(() -> storage.readAll(new StorageKey("k"), context))
                        .hasMessageContaining("no whole answer within");
                assertThat(server.ledger().requests(io.trawl.testkit.s3.S3RequestKind.GET))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void whatCrashedPutsLeftBehindIsRemovedAtTheStart() throws IOException {
        Path indexes = Files.createDirectories(folder.resolve("data/indexes/logs"));
        Path abandoned = Files.writeString(indexes.resolve(".trawl-tmp-01J"), "half");
        Path fresh = Files.writeString(indexes.resolve(".trawl-tmp-01K"), "half");
        Files.setLastModifiedTime(abandoned, java.nio.file.attribute.FileTime.fromMillis(0));

        try (TrawlNode node = TrawlNode.start(config(Map.of()))) {
            assertThat(node.restAddress()).isNotEmpty();
            io.trawl.testkit.Eventually.isTrue("it is gone", () -> !Files.exists(abandoned));
            assertThat(fresh).exists();
        }
    }

    @Test
    void anIndexTakesItsFolderWithItButNotOneThatTheOperatorNamed() throws Exception {
        Path named = Files.createDirectories(folder.resolve("named"));
        try (TrawlNode node = TrawlNode.start(config(Map.of()));
                HttpClient client = HttpClient.newHttpClient()) {
            for (String index : new String[] {"ours", "theirs"}) {
                String uri = index.equals("ours") ? "" : "\"index_uri\": \"file://" + named + "\", ";
                send(
                        client,
                        node,
                        "POST",
                        "indexes",
                        "{\"version\": \"0.9\", \"index_id\": \"" + index + "\", " + uri + "\"doc_mapping\": {}}");
                send(client, node, "POST", index + "/ingest?commit=force", "{\"a\": 1}\n");
            }
            assertThat(folder.resolve("data/indexes/ours")).isNotEmptyDirectory();
            assertThat(named).isNotEmptyDirectory();

            send(client, node, "DELETE", "indexes/ours", "");
            send(client, node, "DELETE", "indexes/theirs", "");

            assertThat(folder.resolve("data/indexes/ours")).doesNotExist();
            assertThat(named).isEmptyDirectory();
        }
    }

    private static void send(HttpClient client, TrawlNode node, String method, String path, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(node.restAddress() + "/api/v1/" + path))
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
}
