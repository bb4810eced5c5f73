package io.trawl.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.server.RunningNode;
import io.trawl.server.cli.TrawlCommand;
import io.trawl.testkit.Proves;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The node's config, section A.2: files in three languages, the environment, and what stops a start.
class NodeConfigContractTest {
    @TempDir
    Path folder;

    private Map<String, String> environment(String fileName, String config) throws IOException {
        Path file = Files.writeString(folder.resolve(fileName), config);
        return new HashMap<>(Map.of("TRAWL_CONFIG", file.toString()));
    }

    private Path data() throws IOException {
        return Files.createDirectories(folder.resolve("data"));
    }

    /// The command itself, in this process: it must not get as far as its data folder, which does not exist.
    private void assertStartRefused(String config, String message, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("refused.yaml"), config + "\ndata_dir: nowhere\n");
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        PrintStream err = System.err;
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            List<String> command = new ArrayList<>(List.of("run", "--config", file.toString()));
            command.addAll(List.of(options));
            assertThat(TrawlCommand.run(command.toArray(String[]::new))).isEqualTo(1);
        } finally {
            System.setErr(err);
        }
        assertThat(captured.toString(StandardCharsets.UTF_8)).as(config).contains(message);
    }

    private static JsonNode self(RunningNode node) {
        return node.get("/api/v1/cluster")
                .json()
                .path("chitchat_state_snapshot")
                .path("cluster_state")
                .path("node_states")
                .get(0);
    }

    private static String services(RunningNode node) {
        return self(node).path("key_values").path("enabled_services").stringValue();
    }

    @Test
    @Proves({
        "NOD-01", "NOD-02", "NOD-03", "NOD-04", "NOD-06", "NOD-07", "NOD-09", "NOD-12", "NOD-21", "NOD-70", "NOD-84",
        "ARC-01"
    })
    void aYamlFileIsFilledFromTheEnvironmentAndGivesWayToIt() throws IOException {
        Map<String, String> environment = environment("node.yaml", """
                # ${NOT_LOOKED_UP} in a comment is nothing
                version: 0.8
                cluster_id: ${TEST_CLUSTER}
                node_id: ${TEST_NODE:-spare-name}
                enabled_services: [searcher, metastore]
                default_index_root_uri: %s
                rest:
                  listen_port: 1
                ingest_api:
                  content_length_limit: 64 KB
                """.formatted(folder.resolve("elsewhere")));
        environment.put("TEST_CLUSTER", "blue");
        environment.put("QW_ENABLED_SERVICES", "searcher,metastore,indexer");
        try (RunningNode node = RunningNode.start(data(), environment)) {
            assertThat(node.get("/api/v1/cluster").json().path("cluster_id").stringValue())
                    .isEqualTo("blue");
            assertThat(self(node).path("chitchat_id").path("node_id").stringValue())
                    .isEqualTo("spare-name");
            assertThat(services(node)).isEqualTo("indexer,searcher,metastore");
            JsonNode made = node.post(
                            "/api/v1/indexes", "{\"version\": \"0.9\", \"index_id\": \"rooted\", \"doc_mapping\": {}}")
                    .json();
            assertThat(made.path("index_config").path("index_uri").stringValue())
                    .isEqualTo("file://" + folder.resolve("elsewhere").resolve("rooted"));
            assertThat(node.post("/api/v1/rooted/ingest", "x".repeat(64_001)).status())
                    .isEqualTo(413);
            assertThat(node.post("/api/v1/rooted/ingest", " ".repeat(63_999)).status())
                    .isEqualTo(200);
        }
    }

    @Test
    @Proves({"NOD-01", "NOD-02", "NOD-06", "NOD-13", "NOD-20", "NOD-85"})
    void jsonAndTomlSayTheSame() throws IOException {
        Map<String, String> json = environment("node.json", """
                {"version": "0.7", "cluster_id": "json", "rest_listen_port": 1}""");
        Map<String, String> toml = environment("node.toml", """
                version = 0.8
                cluster_id = "toml"
                metastore_uri = "%s#polling_interval=5s"
                [ingest_api]
                decommission_timeout = "2min 30s"
                """.formatted(folder.resolve("catalog")));
        try (RunningNode node = RunningNode.start(data(), json)) {
            assertThat(node.get("/api/v1/cluster").json().path("cluster_id").stringValue())
                    .isEqualTo("json");
        }
        try (RunningNode node = RunningNode.start(data(), toml)) {
            assertThat(node.get("/api/v1/cluster").json().path("cluster_id").stringValue())
                    .isEqualTo("toml");
            node.post("/api/v1/indexes", "{\"version\": \"0.9\", \"index_id\": \"listed\", \"doc_mapping\": {}}");
            assertThat(folder.resolve("catalog")).isNotEmptyDirectory();
        }
    }

    @Test
    @Proves("ARC-01")
    void aNodeRunsTheServicesThatItIsTold() throws IOException {
        Map<String, String> environment = Map.of("TRAWL_ENABLED_SERVICES", "searcher,metastore");
        try (RunningNode node = RunningNode.start(data(), environment)) {
            assertThat(services(node)).isEqualTo("searcher,metastore");
            node.post("/api/v1/indexes", "{\"version\": \"0.9\", \"index_id\": \"quiet\", \"doc_mapping\": {}}");
            assertThat(node.get("/api/v1/quiet/search?query=*").status()).isEqualTo(200);
            assertThat(node.post("/api/v1/quiet/ingest", "{}").status()).isEqualTo(503);
        }
    }

    @Test
    @Proves({"CLI-01", "NOD-02", "NOD-03", "NOD-05", "NOD-07", "NOD-09", "NOD-13", "NOD-84", "NOD-85"})
    void whatCannotBeMeantStopsTheStart() throws IOException {
        assertStartRefused("cluster_id: x", "version");
        assertStartRefused("version: 0.1", "0.1");
        assertStartRefused("version: 0.8", "cook", "--service", "searcher", "--service", "cook");
        assertStartRefused("version: 0.8\ncolour: red", "colour");
        assertStartRefused("version: 0.8\nsearcher: {colour: red}", "colour");
        assertStartRefused("version: 0.8\ncluster_id: ${NOBODY_SET_THIS}", "NOBODY_SET_THIS");
        assertStartRefused("version: 0.8\nnode_id: not_a.host", "not_a.host");
        assertStartRefused("version: 0.8\nenabled_services: [cook]", "cook");
        assertStartRefused("version: 0.8\nrest_listen_port: 1\nrest: {listen_port: 2}", "rest_listen_port");
        assertStartRefused("version: 0.8\ningest_api: {content_length_limit: a lot}", "a lot");
        assertStartRefused("version: 0.8\ningest_api: {decommission_timeout: a while}", "a while");
    }

    @Test
    @Proves({"NOD-65", "MTS-02"})
    void whatCannotWorkTogetherStopsTheStartToo() throws IOException {
        assertStartRefused(
                "version: 0.8\nsearcher: {warmup_memory_budget: 1M, warmup_single_split_initial_allocation: 2M}",
                "searcher.warmup_single_split_initial_allocation");
        assertStartRefused("version: 0.8\nmetastore_uri: indexes#polling_interval=soon", "soon");
        assertStartRefused("version: 0.8\nmetastore_uri: indexes#polling_interval=0s", "polling_interval");
        assertStartRefused("version: 0.8\nmetastore_uri: indexes#polling=3s", "polling=3s");
    }

    @Test
    @Proves("NOD-10")
    void aNodeListensWhereItIsTold() throws IOException {
        String everywhere = "version: 0.8\nrest: {listen_port: 0}\ndata_dir: " + data() + "\n";
        String path = "/api/v1/version";
        try (FarStorage.Node node = FarStorage.start(folder.resolve("default.yaml"), everywhere)) {
            assertThat(statusOf("127.0.0.1", node, path)).isEqualTo(200);
            assertThat(statusOf("127.0.0.2", node, path)).isEqualTo(-1);
        }
        String there = everywhere + "listen_address: 127.0.0.2\n";
        try (FarStorage.Node node = FarStorage.start(folder.resolve("there.yaml"), there)) {
            assertThat(statusOf("127.0.0.2", node, path)).isEqualTo(200);
            assertThat(statusOf("127.0.0.1", node, path)).isEqualTo(-1);
        }
    }

    /// -1 if nobody listens there.
    private static int statusOf(String host, FarStorage.Node node, String path) throws IOException {
        URI there = URI.create(
                "http://" + host + ":" + URI.create(node.node().restAddress()).getPort() + path);
        HttpURLConnection connection = (HttpURLConnection) there.toURL().openConnection();
        connection.setRequestProperty("Connection", "close");
        try {
            return connection.getResponseCode();
        } catch (ConnectException nobody) {
            return -1;
        }
    }

    @Test
    @Proves("NOD-59")
    void aSearchOverMoreSplitsThanTheConfigAllowsIsRefused() throws IOException {
        String config =
                "version: 0.8\nrest: {listen_port: 0}\nsearcher: {max_splits_per_search: 1}\ndata_dir: " + data();
        try (FarStorage.Node node = FarStorage.start(folder.resolve("few.yaml"), config)) {
            node.post("/api/v1/indexes", "{\"version\": \"0.9\", \"index_id\": \"many\", \"doc_mapping\": {}}");
            node.post("/api/v1/many/ingest?commit=force", "{\"n\": 1}\n");
            node.ask("/api/v1/many/search?query=*");
            node.post("/api/v1/many/ingest?commit=force", "{\"n\": 2}\n");

            ContractTest.assertRefused(node.get("/api/v1/many/search?query=*"), 400, "searcher.max_splits_per_search");
        }
    }
}
