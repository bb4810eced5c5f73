package io.trawl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.DataSize;
import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeConfigLoaderTest {
    private static final Path HOME = Path.of("/home/op");
    private static final Machine MACHINE = new Machine(6, "node-a", Optional.of("10.0.0.7"), HOME);

    @TempDir
    Path folder;

    @Test
    void withoutFileAndEnvironmentEverythingIsDefault() {
        LoadedNodeConfig loaded = NodeConfigLoader.load(Optional.empty(), Map.of(), MACHINE);

        NodeConfig config = loaded.config();
        assertThat(loaded.warnings()).isEmpty();
        assertThat(config.clusterId()).isEqualTo("quickwit-default-cluster");
        assertThat(config.nodeId()).isEqualTo("node-a");
        assertThat(config.enabledServices()).isEqualTo(ServiceName.DEFAULT).hasSize(5);
        assertThat(config.network().listenAddress()).isEqualTo("127.0.0.1");
        assertThat(config.network().advertiseAddress()).isEqualTo("127.0.0.1");
        assertThat(config.rest().listenPort()).isEqualTo(7280);
        assertThat(config.grpc().listenPort()).isEqualTo(7281);
        assertThat(config.network().gossipListenPort()).isEqualTo(7280);
        assertThat(config.dataDir()).isEqualTo(HOME.resolve("qwdata"));
        assertThat(config.defaultIndexRootUri()).hasToString("file:///home/op/qwdata/indexes");
        assertThat(config.metastoreUri())
                .isEqualTo(new MetastoreUri.OnStorage(
                        StorageUri.parse("/home/op/qwdata/indexes"), Optional.of(Duration.ofSeconds(30))));
        assertThat(config.searcher()).isEqualTo(SearcherConfig.DEFAULT);
        assertThat(config.ingestApi()).isEqualTo(IngestApiConfig.DEFAULT);
        assertThat(config.indexer()).isEqualTo(IndexerConfig.defaults(6));
        assertThat(config.indexer().mergeConcurrency()).isEqualTo(4);
        assertThat(config.compactor().maxConcurrentMergeExecutions()).isEqualTo(5);
    }

    @Test
    void thisMachineHasUsableDefaults() {
        NodeConfig config = NodeConfigLoader.defaults();

        assertThat(NodeIdentity.isValid(config.nodeId())).isTrue();
        assertThat(config.dataDir()).isAbsolute();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.yaml | version: 0.8",
                "a.yml | version: '0.7'",
                "a.json | {\"version\": 0.9}",
                "a.toml | version = \"0.8\""
            })
    void everyFormatAndVersionIsRead(String name, String text) {
        assertThat(load(name, text, Map.of()).config().rest().listenPort()).isEqualTo(7280);
    }

    @Test
    void everyKeyIsKept() throws IOException {
        String text = new String(
                NodeConfigLoaderTest.class
                        .getResourceAsStream("every-node-key.yaml")
                        .readAllBytes(),
                java.nio.charset.StandardCharsets.UTF_8);

        LoadedNodeConfig loaded = load("all.yaml", text, Map.of());

        NodeConfig config = loaded.config();
        assertThat(config.availabilityZone()).contains("eu-1a");
        assertThat(config.network().peerSeeds())
                .containsExactly(new PeerSeed("one", 7333), new PeerSeed("two", 99), new PeerSeed("::1", 7333));
        assertThat(config.network().healthListenPort()).hasValue(7399);
        assertThat(config.metastoreUri()).isInstanceOf(MetastoreUri.Postgres.class);
        assertThat(config.rest().corsAllowOrigins()).containsExactly("*");
        assertThat(config.rest().tls().orElseThrow().verifyClientCert()).isTrue();
        assertThat(config.grpc().keepAlive()).contains(GrpcConfig.KeepAlive.DEFAULT);
        assertThat(config.storage().s3().flavor()).contains(StorageConfig.S3Flavor.DIGITAL_OCEAN);
        assertThat(config.storage().s3().disableMultiObjectDelete()).isTrue();
        assertThat(config.storage().s3().accessKeyId().orElseThrow().reveal()).isEqualTo("key-id-hush");
        assertThat(config.postgres().maxConnections()).isEqualTo(20);
        assertThat(config.indexer().cpuCapacityMillis()).isEqualTo(4000);
        assertThat(config.searcher().splitFooterCache().capacity()).isEqualTo(DataSize.ofBytes(700_000_000));
        assertThat(config.searcher().predicateCache().virtualCaches()).hasSize(1);
        assertThat(config.searcher().maxSplitsPerSearch()).hasValue(500);
        assertThat(config.searcher().requestTimeout()).isEqualTo(Duration.ofSeconds(12));
        assertThat(config.ingestApi().shardBurstLimit()).isEqualTo(DataSize.ofMebibytes(60));
        assertThat(config.jaeger().maxFetchSpans()).isEqualTo(7);
        assertThat(config.compactor().pipelineSlotsPerMergeExecution()).isEqualTo(3);
        assertThat(config.toString()).doesNotContain("hush").doesNotContain("hunter2");
        assertThat(loaded.warnings())
                .contains(
                        "`gossip_listen_port` is accepted but has no effect yet",
                        "`searcher.lambda` is accepted but does not apply to Trawl",
                        "`rest.tls.cert_path` is accepted but has no effect yet")
                .noneMatch(warning -> warning.contains("listen_address") || warning.contains("`cluster_id`"));
    }

    @Test
    void theEnvironmentBeatsTheFileAndTrawlBeatsQuickwit() {
        LoadedNodeConfig loaded = load(
                "a.yaml",
                "version: 0.8\ncluster_id: from-file\nrest_listen_port: 1000\ndata_dir: from-file",
                Map.of(
                        "QW_CLUSTER_ID", "from-qw",
                        "TRAWL_CLUSTER_ID", "from-trawl",
                        "QW_REST_LISTEN_PORT", "2000",
                        "TRAWL_DATA_DIR", " ",
                        "QW_ENABLED_SERVICES", "control-plane, searcher",
                        "TRAWL_S3_FORCE_PATH_STYLE_ACCESS", "TRUE",
                        "QW_PEER_SEEDS", "a,b:1"));

        NodeConfig config = loaded.config();
        assertThat(config.clusterId()).isEqualTo("from-trawl");
        assertThat(config.rest().listenPort()).isEqualTo(2000);
        assertThat(config.dataDir()).isEqualTo(HOME.resolve("from-file"));
        assertThat(config.enabledServices()).containsExactlyInAnyOrder(ServiceName.CONTROL_PLANE, ServiceName.SEARCHER);
        assertThat(config.storage().s3().forcePathStyleAccess()).isTrue();
        assertThat(config.network().peerSeeds()).containsExactly(new PeerSeed("a", 2000), new PeerSeed("b", 1));
        assertThat(loaded.warnings())
                .containsExactly("`peer_seeds` (from QW_PEER_SEEDS) is accepted but has no effect yet");
    }

    @Test
    void placeholdersAreFilledExceptInComments() {
        NodeConfig config = load(
                        "a.yaml",
                        "version: 0.8\n# ${NOT_SET}\ncluster_id: ${ID}-x\nrest:\n  listen_port: ${PORT:-1234}\nnode_id: ${N:- b }",
                        Map.of("ID", "c$1\\d".replace("$1\\", "")))
                .config();

        assertThat(config.clusterId()).isEqualTo("cd-x");
        assertThat(config.rest().listenPort()).isEqualTo(1234);
        assertThat(config.nodeId()).isEqualTo("b");
        assertRefused(
                "version: 0.8\ncluster_id: ${NOT_SET}",
                "line 2: environment variable NOT_SET is not set: set it, or write `${NOT_SET:-default}`");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cluster_id: x1234 | missing `version`: add the key with the value 0.8",
                "version: 0.5 | unknown version `0.5`: this program reads 0.7, 0.8 and 0.9",
                "{version: 0.8, cluster: x} | unknown key `cluster`: did you mean `cluster_id`?",
                "{version: 0.8, searcher: {max_num_concurent_split_searches: 1}} | unknown key `searcher.max_num_concurent_split_searches`: did you mean `searcher.max_num_concurrent_split_searches`?",
                "{version: 0.8, rest: {zzz: 1}} | unknown key `rest.zzz`: expected one of `listen_port`, `cors_allow_origins`, `extra_headers`, `tls`, `max_connection_age`, `max_connection_age_grace`",
                "{version: 0.8, rest: {tls: {cert_path: a, key_path: b, cert: c}}} | unknown key `rest.tls.cert`: expected one of `cert_path`, `key_path`, `ca_path`, `validate_client`, `verify_client_cert`, `expected_name`, `cert_poll_interval`",
                "{version: 0.8, rest: {listen_port: '7280'}} | `rest.listen_port`: invalid type: string \"7280\", expected an integer",
                "{version: 0.8, rest: {listen_port: 70000}} | `rest.listen_port`: invalid value: integer `70000`, expected an integer from 0 to 65535",
                "{version: 0.8, rest: 7280} | `rest`: invalid type: integer `7280`, expected a map",
                "{version: 0.8, rest_listen_port: 1, rest: {listen_port: 2}} | `rest_listen_port` and `rest.listen_port` are both set: remove the former",
                "{version: 0.8, grpc_listen_port: 7280} | `rest.listen_port` and `grpc_listen_port` are both 7280: give them different ports",
                "{version: 0.8, node_id: a.b} | node ID `a.b` is invalid: it must be a short hostname (RFC 1123), up to 63 letters, digits and inner hyphens",
                "{version: 0.8, cluster_id: a/b} | cluster ID `a/b` is invalid: identifiers must match the following regular expression: `^[a-zA-Z][a-zA-Z0-9-_\\.]{2,254}$`",
                "{version: 0.8, enabled_services: [cook]} | `enabled_services`: unknown service `cook`: choose among indexer, searcher, metastore, control_plane, janitor, compactor, metastore_read_replica",
                "{version: 0.8, enabled_services: []} | `enabled_services` is empty: name a service, or leave the key out",
                "{version: 0.8, listen_address: 'a:80'} | `listen_address`: `a:80` is not an address: write an IP address or a host name, without a port",
                "{version: 0.8, advertise_address: 0.0.0.0} | `advertise_address` must be an address that others can reach, got `0.0.0.0`",
                "{version: 0.8, peer_seeds: ['a:0']} | `peer_seeds`: peer seed `a:0` needs a port from 1 to 65535",
                "{version: 0.8, metastore_uri: 'ftp://x'} | `metastore_uri`: unknown URI protocol `ftp`",
                "{version: 0.8, metastore_uri: 's3://x#poll=1s'} | `metastore_uri`: unknown metastore parameter `poll=1s`: only `polling_interval=` with a duration may follow the `#`",
                "{version: 0.8, ingest_api: {max_queue_disk_usage: 256MiB}} | `ingest_api.max_queue_disk_usage` must be above 256 MiB, got 256.0 MiB",
                "{version: 0.8, ingest_api: {max_queue_disk_usage: 1GiB}} | `ingest_api.max_queue_disk_usage` (1.0 GiB) must be at least `ingest_api.max_queue_memory_usage` (2.0 GiB)",
                "{version: 0.8, ingest_api: {content_length_limit: 40MiB}} | `ingest_api.shard_burst_limit` (50.0 MiB) must be at least 1.5 times `ingest_api.content_length_limit` (40.0 MiB)",
                "{version: 0.8, ingest_api: {shard_throughput_limit: 21MiB}} | `ingest_api.shard_throughput_limit` must be from 1 to 20 MiB, got 21.0 MiB",
                "{version: 0.8, ingest_api: {shard_scale_up_factor: 1}} | `ingest_api.shard_scale_up_factor` must be above 1, got 1.0",
                "{version: 0.8, ingest_api: {replication_factor: 3}} | `ingest_api.replication_factor`: invalid value: integer `3`, expected an integer from 1 to 2",
                "{version: 0.8, ingest_api: {decommission_timeout: 300}} | `ingest_api.decommission_timeout`: invalid type: integer `300`, expected a string",
                "{version: 0.8, grpc: {max_message_size: 1KB}} | `grpc.max_message_size` must be at least 1MB, got 1000 B",
                "{version: 0.8, grpc: {max_connection_age_grace: 1s}} | `grpc.max_connection_age_grace` needs `grpc.max_connection_age`: set it too",
                "{version: 0.8, rest: {max_connection_age_grace: 1s}} | `rest.max_connection_age_grace` needs `rest.max_connection_age`: set it too",
                "{version: 0.8, rest: {extra_headers: {'a b': c}}} | `rest.extra_headers`: `a b` is not a valid header name",
                "{version: 0.8, indexer: {cpu_capacity: lots}} | `indexer.cpu_capacity`: `lots` is not a number of cores: write `2`, `0.5` or `4000m`",
                "{version: 0.8, searcher: {fast_field_cache: {capacity: 1G, policy: mru}}} | unknown variant `mru`, expected one of `lru`, `s3-fifo`, `tiny-lfu`",
                "{version: 0.8, searcher: {warmup_memory_budget: 100MB}} | `searcher.warmup_single_split_initial_allocation` (286.1 MiB) must be at most `searcher.warmup_memory_budget` (95.4 MiB)",
                "{version: 0.8, searcher: {fast_field_cache: 1G, fast_field_cache_capacity: 1G}} | duplicate field `fast_field_cache_capacity`: it is also given under another name",
                "{version: 0.8, searcher: {max_splits_per_search: 0}} | `searcher.max_splits_per_search`: invalid value: integer `0`, expected an integer from 1 to 2147483647",
                "{version: 0.8, storage: {s3: {flavor: floppy}}} | unknown variant `floppy`, expected one of `digital_ocean`, `garage`, `gcs`, `minio`",
                "{version: 0.8, storage: {s3: {access_key_id: a}}} | `storage.s3.access_key_id` and `storage.s3.secret_access_key` go together: set both or none",
                "{version: 0.8, storage: {file: {a: 1}}} | unknown key `storage.file.a`: there are no fields",
                "{version: 0.8, storage: {s3: {secret_access_key: 12345}}} | `storage.s3.secret_access_key`: invalid type: number, expected a string",
                "{version: 0.8, metastore: {postgres: {min_connections: 11}}} | `metastore.postgres.max_connections` (10) must be at least `min_connections` (11)",
                "{version: 0.8, gossip_protocol_version: 2} | `gossip_protocol_version`: invalid value: integer `2`, expected an integer from 0 to 1",
            })
    void wrongValuesAreNamedWithPlaceAndRemedy(String text, String message) {
        assertRefused(text, message);
    }

    @Test
    void wrongVariablesAreNamed() {
        assertThatThrownBy(() -> NodeConfigLoader.load(Optional.empty(), Map.of("QW_REST_LISTEN_PORT", "x"), MACHINE))
                .hasMessage("cannot use the node's settings: environment variable QW_REST_LISTEN_PORT must be a whole"
                        + " number, got `x`");
        assertThatThrownBy(() ->
                        NodeConfigLoader.load(Optional.empty(), Map.of("TRAWL_REST_LISTEN_PORT", "70000"), MACHINE))
                .hasMessage(
                        "cannot use the node's settings: `rest.listen_port`: invalid value: integer `70000`, expected"
                                + " an integer from 0 to 65535 (set by TRAWL_REST_LISTEN_PORT)");
        assertThat(NodeConfigLoader.load(
                                Optional.empty(),
                                Map.of("TRAWL_NODEID", "x", "TRAWL_SERVICE_HOST", "y", "QW_LOG_FORMAT", "json"),
                                MACHINE)
                        .warnings())
                .containsExactly(
                        "environment variable QW_LOG_FORMAT is accepted but has no effect yet",
                        "environment variable TRAWL_NODEID is not known and ignored: did you mean TRAWL_NODE_ID?");
    }

    @Test
    void anUnspecifiedListenAddressIsNotAdvertised() {
        Map<String, String> everywhere = Map.of("TRAWL_LISTEN_ADDRESS", "0.0.0.0");
        Machine alone = new Machine(1, "a", Optional.empty(), HOME);

        assertThat(NodeConfigLoader.load(Optional.empty(), everywhere, MACHINE)
                        .config()
                        .network()
                        .advertiseAddress())
                .isEqualTo("10.0.0.7");
        assertThat(NodeConfigLoader.load(Optional.empty(), everywhere, alone).warnings())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("no private network address found");
    }

    @Test
    void portZeroMeansAnyFreePortEverywhere() {
        NodeConfig config = load("a.yaml", "{version: 0.8, rest: {listen_port: 0}}", Map.of())
                .config();

        assertThat(List.of(
                        config.rest().listenPort(),
                        config.grpc().listenPort(),
                        config.network().gossipListenPort()))
                .containsOnly(0);
    }

    @Test
    void anEmptySectionIsAsIfAbsent() {
        assertThat(load("a.yaml", "version: 0.8\nrest:\nstorage:\n  s3:\nsearcher:\n", Map.of())
                        .config()
                        .searcher())
                .isEqualTo(SearcherConfig.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"missing.yaml", "folder.yaml", "a.txt", "empty.yaml", "binary.yaml", "huge.yaml", "latin.yaml"})
    void unusableFilesGetOneClearLine(String name) throws IOException {
        Path file = folder.resolve(name);
        switch (name) {
            case "missing.yaml" -> {}
            case "folder.yaml" -> Files.createDirectory(file);
            case "a.txt" -> Files.writeString(file, "version: 0.8");
            case "empty.yaml" -> Files.writeString(file, "\n  \n");
            case "binary.yaml" -> Files.write(file, new byte[] {'a', ':', 0, 1, 2});
            case "latin.yaml" -> Files.write(file, new byte[] {'a', ':', (byte) 0xE4});
            default -> {
                byte[] many = new byte[10_000_001];
                Arrays.fill(many, (byte) '#');
                Files.write(file, many);
            }
        }

        assertThatThrownBy(() -> NodeConfigLoader.load(Optional.of(file), Map.of(), MACHINE))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.BAD_REQUEST))
                .message()
                .startsWith("cannot use node config `" + file + "`: ")
                .contains("file")
                .doesNotContain("\n")
                .hasSizeLessThan(300);
    }

    @Test
    void theFileIsFoundByArgumentVariableOrPlace() throws IOException {
        assertThat(NodeConfigLoader.locate(Optional.empty(), Map.of(), folder)).isEmpty();
        Files.createDirectory(folder.resolve("config"));
        Path old = Files.writeString(folder.resolve("config/quickwit.yaml"), "version: 0.8");
        assertThat(NodeConfigLoader.locate(Optional.empty(), Map.of(), folder)).contains(old);
        Path own = Files.writeString(folder.resolve("config/trawl.yaml"), "version: 0.8");
        assertThat(NodeConfigLoader.locate(Optional.empty(), Map.of(), folder)).contains(own);

        assertThat(NodeConfigLoader.locate(Optional.empty(), Map.of("QW_CONFIG", "x.yaml"), folder))
                .contains(folder.resolve("x.yaml"));
        assertThat(NodeConfigLoader.locate(Optional.of("file:///etc/y.yaml"), Map.of("QW_CONFIG", "x.yaml"), folder))
                .contains(Path.of("/etc/y.yaml"));
        assertThatThrownBy(() -> NodeConfigLoader.locate(Optional.of("s3://b/c.yaml"), Map.of(), folder))
                .hasMessage("cannot read node config `s3://b/c.yaml`: only local files can be read, copy it to one");
    }

    @Test
    void theDataFolderIsCheckedWhenAsked() throws IOException {
        Path file = Files.writeString(folder.resolve("plain"), "x");
        NodeConfig missing =
                load("a.yaml", "{version: 0.8, data_dir: nosuch}", Map.of()).config();
        NodeConfig notFolder = load("b.yaml", "{version: 0.8, data_dir: '" + file + "'}", Map.of())
                .config();
        NodeConfig good = load("c.yaml", "{version: 0.8, data_dir: '" + folder + "'}", Map.of())
                .config();

        assertThatThrownBy(missing::requireDataDir).hasMessageContaining("/home/op/nosuch` does not exist: create it");
        assertThatThrownBy(notFolder::requireDataDir).hasMessageContaining("is not a folder");
        good.requireDataDir();
    }

    private void assertRefused(String text, String message) {
        assertThatThrownBy(() -> load("node.yaml", text, Map.of()))
                .isInstanceOf(TrawlException.class)
                .hasMessage("cannot use node config `" + folder.resolve("node.yaml") + "`: " + message);
    }

    private LoadedNodeConfig load(String name, String text, Map<String, String> environment) {
        try {
            Path file = Files.writeString(folder.resolve(name), text);
            return NodeConfigLoader.load(Optional.of(file), environment, MACHINE);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }
}
