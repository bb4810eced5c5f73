package io.trawl.config;

import io.trawl.common.TrawlException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Reads a node's settings from one tree, which the environment has been put over already.
final class NodeConfigReader {
    static final String DEFAULT_CLUSTER_ID = "quickwit-default-cluster";
    private static final Set<String> VERSIONS = Set.of("0.7", "0.8", "0.9");
    private static final Set<String> UNSPECIFIED = Set.of("0.0.0.0", "::", "[::]", "0:0:0:0:0:0:0:0");
    private static final String LOOPBACK = "127.0.0.1";
    private static final int DEFAULT_GOSSIP_INTERVAL_MILLIS = 1000;

    private final Fields fields;
    private final Machine machine;
    private final EnvironmentKnobs knobs;
    private final Consumer<String> warnings;

    NodeConfigReader(Fields fields, Machine machine, EnvironmentKnobs knobs, Consumer<String> warnings) {
        this.fields = fields;
        this.machine = machine;
        this.knobs = knobs;
        this.warnings = warnings;
    }

    /// @throws TrawlException BAD_REQUEST for a wrong value
    /// @throws IllegalArgumentException for values that do not fit together
    NodeConfig read(boolean versionRequired) {
        checkVersion(versionRequired);
        String clusterId = fields.text("cluster_id", DEFAULT_CLUSTER_ID);
        Identifiers.check("cluster ID", clusterId);
        String nodeId = fields.text("node_id", machine.shortHostname());
        NodeIdentity.check(nodeId);
        Optional<String> availabilityZone = fields.optionalText("availability_zone");
        Set<ServiceName> services = services();
        int cpus = Math.toIntExact(Math.min(knobs.number("NUM_CPUS", machine.cpus(), 1), Short.MAX_VALUE));

        RestConfig rest = rest();
        int grpcPort = fields.integer("grpc_listen_port", portAfter(rest.listenPort()), 0, NodeSectionReader.MAX_PORT);
        GrpcConfig grpc = NodeSectionReader.grpc(fields.section("grpc"), grpcPort);
        NetworkConfig network = network(rest.listenPort());
        checkPorts(rest, grpc, network);

        Path dataDir = dataDir();
        StorageUri indexes = StorageUri.ofFile(dataDir.resolve("indexes"));
        MetastoreUri metastoreUri =
                metastoreUri("metastore_uri").orElseGet(() -> MetastoreUri.parse(indexes + "#polling_interval=30s"));
        NodeConfig config = new NodeConfig(
                clusterId,
                nodeId,
                availabilityZone,
                services,
                network,
                dataDir,
                metastoreUri,
                metastoreUri("metastore_read_replica_uri"),
                fields.optionalText("default_index_root_uri")
                        .map(text -> Fields.parse("default_index_root_uri", text, StorageUri::parse))
                        .orElse(indexes),
                fields.bool("enable_standalone_compactors", false),
                rest,
                grpc,
                StorageConfigReader.read(fields.section("storage")),
                NodeSectionReader.postgres(fields.section("metastore")),
                NodeSectionReader.indexer(fields.section("indexer"), cpus),
                SearcherConfigReader.read(fields.section("searcher")),
                NodeSectionReader.ingestApi(fields.section("ingest_api")),
                NodeSectionReader.jaeger(fields.section("jaeger")),
                NodeSectionReader.compactor(fields.section("compactor"), cpus),
                knobs);
        // Its keys are not settled; what it says is kept by nobody.
        fields.optionalSection("docs_clustering");
        fields.done();
        return config;
    }

    private void checkVersion(boolean required) {
        Optional<String> version = fields.take("version").map(NodeConfigReader::versionText);
        if (version.isEmpty()) {
            if (required) {
                throw TrawlException.badRequest("missing `version`: add the key with the value 0.8");
            }
            return;
        }
        if (!VERSIONS.contains(version.get())) {
            throw TrawlException.badRequest(
                    "unknown version `" + Fields.abbreviated(version.get()) + "`: this program reads 0.7, 0.8 and 0.9");
        }
    }

    private static String versionText(JsonNode node) {
        return node.isString() ? node.stringValue().strip() : node.toString();
    }

    private Set<ServiceName> services() {
        List<String> names = fields.textsOrCommas("enabled_services");
        if (names.isEmpty()) {
            if (fields.has("enabled_services")) {
                throw TrawlException.badRequest("`enabled_services` is empty: name a service, or leave the key out");
            }
            return ServiceName.DEFAULT;
        }
        Set<ServiceName> services = EnumSet.noneOf(ServiceName.class);
        names.forEach(name -> services.add(Fields.parse("enabled_services", name, ServiceName::parse)));
        return services;
    }

    private RestConfig rest() {
        Fields section = fields.section("rest");
        Optional<Long> oldPort = fields.optionalInteger("rest_listen_port", 0, NodeSectionReader.MAX_PORT);
        if (oldPort.isPresent()) {
            if (section.has("listen_port")) {
                throw TrawlException.badRequest(
                        "`rest_listen_port` and `rest.listen_port` are both set: remove the former");
            }
            warnings.accept("`rest_listen_port` is deprecated: write `rest.listen_port` instead");
        }
        return NodeSectionReader.rest(section, oldPort.map(Math::toIntExact).orElse(RestConfig.DEFAULT_PORT));
    }

    /// Any free port stays any free port.
    private static int portAfter(int port) {
        return port == 0 || port == NodeSectionReader.MAX_PORT ? 0 : port + 1;
    }

    private NetworkConfig network(int restPort) {
        String listenAddress = fields.optionalText("listen_address")
                .map(text -> host("listen_address", text))
                .orElse(LOOPBACK);
        Optional<String> advertised =
                fields.optionalText("advertise_address").map(text -> host("advertise_address", text));
        if (advertised.filter(UNSPECIFIED::contains).isPresent()) {
            throw TrawlException.badRequest(
                    "`advertise_address` must be an address that others can reach, got `" + advertised.get() + "`");
        }
        int gossipPort = fields.integer("gossip_listen_port", restPort, 0, NodeSectionReader.MAX_PORT);
        int gossipInterval = fields.integer("gossip_interval_ms", DEFAULT_GOSSIP_INTERVAL_MILLIS, 1, Integer.MAX_VALUE);
        int gossipVersion = fields.integer("gossip_protocol_version", 0, 0, 1);
        int seedPort = gossipPort == 0 ? RestConfig.DEFAULT_PORT : gossipPort;
        List<PeerSeed> seeds = fields.textsOrCommas("peer_seeds").stream()
                .map(text -> Fields.parse("peer_seeds", text, seed -> PeerSeed.parse(seed, seedPort)))
                .toList();
        Fields health = fields.section("health");
        OptionalInt healthPort = health.optionalInteger("listen_port", 0, NodeSectionReader.MAX_PORT)
                .map(port -> OptionalInt.of(Math.toIntExact(port)))
                .orElseGet(OptionalInt::empty);
        health.done();
        return new NetworkConfig(
                listenAddress,
                advertised.orElseGet(() -> advertiseAddress(listenAddress)),
                gossipPort,
                gossipInterval,
                gossipVersion,
                seeds,
                healthPort);
    }

    private String advertiseAddress(String listenAddress) {
        if (!UNSPECIFIED.contains(listenAddress)) {
            return listenAddress;
        }
        return machine.privateAddress().orElseGet(() -> {
            warnings.accept("no private network address found: other nodes cannot reach this one until"
                    + " `advertise_address` is set");
            return LOOPBACK;
        });
    }

    private static String host(String key, String text) {
        String host = text.strip();
        boolean invalid = host.isEmpty() || host.chars().anyMatch(c -> c <= ' ' || c == '/' || c == '@' || c > '~');
        boolean hasPort = host.indexOf(':') >= 0 && host.indexOf(':') == host.lastIndexOf(':');
        if (invalid || hasPort) {
            throw TrawlException.badRequest("`" + key + "`: `" + Fields.abbreviated(text)
                    + "` is not an address: write an IP address or a host name, without a port");
        }
        return host;
    }

    private static void checkPorts(RestConfig rest, GrpcConfig grpc, NetworkConfig network) {
        int health = network.healthListenPort().orElse(0);
        checkApart("rest.listen_port", rest.listenPort(), "grpc_listen_port", grpc.listenPort());
        checkApart("rest.listen_port", rest.listenPort(), "health.listen_port", health);
        checkApart("grpc_listen_port", grpc.listenPort(), "health.listen_port", health);
    }

    private static void checkApart(String key, int port, String otherKey, int otherPort) {
        if (port == otherPort && port != 0) {
            throw new IllegalArgumentException(
                    "`" + key + "` and `" + otherKey + "` are both " + port + ": give them different ports");
        }
    }

    private Path dataDir() {
        String text = fields.text("data_dir", "qwdata");
        if (text.isBlank()) {
            throw TrawlException.badRequest("`data_dir` is empty: name a folder");
        }
        return Fields.parse("data_dir", text, Path::of).equals(Path.of(""))
                ? machine.workingDirectory()
                : machine.workingDirectory().resolve(text).normalize();
    }

    private Optional<MetastoreUri> metastoreUri(String key) {
        return fields.optionalText(key).map(text -> Fields.parse(key, text, MetastoreUri::parse));
    }
}
