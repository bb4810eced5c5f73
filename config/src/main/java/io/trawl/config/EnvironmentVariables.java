package io.trawl.config;

import io.trawl.common.TrawlException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// The environment variables of a node: `TRAWL_X`, or `QW_X` where the former is not set. Empty ones count as unset.
final class EnvironmentVariables {
    private static final String PREFIX = "TRAWL_";
    private static final String ALIAS_PREFIX = "QW_";

    /// Those that stand for a key of the config.
    private static final Map<String, Target> KEYS = keys();
    /// Those that stand alone, in the order of the contract.
    private static final Set<String> KNOBS = new LinkedHashSet<>(Arrays.asList(("ACTOR_HEARTBEAT_SECS CLUSTER_ENDPOINT"
                    + " DEFAULT_LOAD_PER_SHARD DISABLE_DELETE_TASK_SERVICE DISABLE_DOCS_CLUSTERING"
                    + " DISABLE_DOCUMENT_VALIDATION DISABLE_INGEST_V1 DISABLE_LOAD_ESTIMATION DISABLE_PER_INDEX_METRICS"
                    + " DISABLE_TELEMETRY DISABLE_TOKIO_LIFO_SLOT DISABLE_VARIABLE_SHARD_LOAD ENABLE_CORS_DEBUG"
                    + " ENABLE_DATAFUSION_ENDPOINT ENABLE_INGEST_V2 ENABLE_OPENTELEMETRY_OTLP_EXPORTER"
                    + " ENABLE_SPLIT_FOOTER_TRAILER ENABLE_TOKIO_CONSOLE ENABLE_VARIABLE_SHARD_LOAD"
                    + " FIELD_LIST_SIZE_LIMIT IDLE_SHARD_TIMEOUT_SECS INDEX_GC_CONCURRENCY INGEST_BATCH_NUM_BYTES"
                    + " INGEST_REQUEST_TIMEOUT_MS INGEST_ROUTER_BUFFER_SIZE_BYTES INGEST_MAX_IN_FLIGHT"
                    + " INGEST_MAX_CONCURRENCY LOG_FORMAT MAX_SPLIT_DELETION_RATE_PER_SEC"
                    + " METASTORE_CLIENT_MAX_CONCURRENCY METRICS_LABELS METRICS_MAX_BYTES METRICS_MAX_ROWS"
                    + " MINIMUM_COMPRESSION_SIZE NUM_CPUS PARQUET_MERGE_SKIP_INITIAL_SEED POSTGRES_READ_ONLY"
                    + " POSTGRES_SKIP_DEFERRED_MIGRATIONS POSTGRES_SKIP_MIGRATIONS POSTGRES_SKIP_MIGRATION_LOCKING"
                    + " RANDOM_SPLIT_PREFIX S3_MAX_CONCURRENCY SPLIT_DELETION_GRACE_PERIOD_SECS"
                    + " TOKIO_RUNTIME_NUM_THREADS")
            .split(" ")));
    /// Knobs that something reads already; the others are named in a warning.
    private static final Set<String> KNOBS_IN_USE =
            Set.of("NUM_CPUS", "DISABLE_INGEST_V1", "ENABLE_INGEST_V2", "S3_MAX_CONCURRENCY");

    static final String CONFIG = "CONFIG";

    private final Map<String, String> environment;

    EnvironmentVariables(Map<String, String> environment) {
        this.environment = environment;
    }

    /// The value of `TRAWL_{name}`, or else of `QW_{name}`.
    Optional<String> find(String name) {
        return variable(name).map(environment::get);
    }

    private Optional<String> variable(String name) {
        for (String prefix : List.of(PREFIX, ALIAS_PREFIX)) {
            if (!environment.getOrDefault(prefix + name, "").isBlank()) {
                return Optional.of(prefix + name);
            }
        }
        return Optional.empty();
    }

    /// Puts what is set over the keys of a config.
    ///
    /// @return which variable each key was taken from
    Map<String, String> applyTo(ObjectNode config) {
        Map<String, String> origins = new LinkedHashMap<>();
        KEYS.forEach((name, target) -> variable(name).ifPresent(variable -> {
            String value = environment.getOrDefault(variable, "").strip();
            if (target.key.equals("rest.listen_port")) {
                config.remove("rest_listen_port");
            }
            if (set(config, target, variable, value)) {
                origins.put(target.key, variable);
            }
        }));
        return origins;
    }

    private static boolean set(ObjectNode config, Target target, String variable, String value) {
        String[] path = target.key.split("\\.");
        ObjectNode parent = config;
        for (int i = 0; i < path.length - 1; i++) {
            if (!parent.has(path[i]) || parent.get(path[i]).isNull()) {
                parent.putObject(path[i]);
            }
            if (!(parent.get(path[i]) instanceof ObjectNode section)) {
                return false; // The file is wrong there, which the reader says better.
            }
            parent = section;
        }
        String last = path[path.length - 1];
        switch (target.kind) {
            case TEXT -> parent.put(last, value);
            case FLAG -> parent.put(last, EnvironmentKnobs.parseFlag(variable, value));
            case NUMBER -> parent.put(last, number(variable, value));
        }
        return true;
    }

    private static long number(String variable, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException notNumber) {
            throw TrawlException.badRequest(
                    "environment variable " + variable + " must be a whole number, got `" + value + "`");
        }
    }

    EnvironmentKnobs knobs() {
        Map<String, String> values = new HashMap<>();
        for (String name : KNOBS) {
            find(name).ifPresent(value -> values.put(name, value));
        }
        return new EnvironmentKnobs(values);
    }

    /// Names knobs without effect, and variables that look like a mistyped one of ours.
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        Set<String> known = new LinkedHashSet<>(KEYS.keySet());
        known.addAll(KNOBS);
        known.add(CONFIG);
        for (String variable : new TreeMap<>(environment).keySet()) {
            Optional<String> prefix = List.of(PREFIX, ALIAS_PREFIX).stream()
                    .filter(variable::startsWith)
                    .findFirst();
            if (prefix.isEmpty()) {
                continue;
            }
            String name = variable.substring(prefix.get().length());
            if (KNOBS.contains(name)
                    && !KNOBS_IN_USE.contains(name)
                    && find(name).isPresent()) {
                warnings.add("environment variable " + variable + " is accepted but has no effect yet");
            } else if (!known.contains(name)) {
                // A stranger may share the prefix (Kubernetes sets TRAWL_SERVICE_HOST), so only likely typos are named.
                NearestName.of(name, known)
                        .ifPresent(nearest -> warnings.add("environment variable " + variable
                                + " is not known and ignored: did you mean " + prefix.get() + nearest + "?"));
            }
        }
        return warnings;
    }

    private enum Kind {
        TEXT,
        NUMBER,
        FLAG
    }

    private record Target(String key, Kind kind) {}

    private static Map<String, Target> keys() {
        Map<String, Target> keys = new LinkedHashMap<>();
        for (String name : List.of(
                "CLUSTER_ID",
                "NODE_ID",
                "AVAILABILITY_ZONE",
                "ENABLED_SERVICES",
                "LISTEN_ADDRESS",
                "ADVERTISE_ADDRESS",
                "PEER_SEEDS",
                "DATA_DIR",
                "METASTORE_URI",
                "METASTORE_READ_REPLICA_URI",
                "DEFAULT_INDEX_ROOT_URI")) {
            keys.put(name, new Target(name.toLowerCase(Locale.ROOT), Kind.TEXT));
        }
        keys.put("REST_LISTEN_PORT", new Target("rest.listen_port", Kind.NUMBER));
        keys.put("GOSSIP_LISTEN_PORT", new Target("gossip_listen_port", Kind.NUMBER));
        keys.put("GRPC_LISTEN_PORT", new Target("grpc_listen_port", Kind.NUMBER));
        keys.put("GOSSIP_PROTOCOL_VERSION", new Target("gossip_protocol_version", Kind.NUMBER));
        keys.put("HEALTH_LISTEN_PORT", new Target("health.listen_port", Kind.NUMBER));
        keys.put("ENABLE_STANDALONE_COMPACTORS", new Target("enable_standalone_compactors", Kind.FLAG));
        keys.put("S3_ENDPOINT", new Target("storage.s3.endpoint", Kind.TEXT));
        keys.put("S3_FORCE_PATH_STYLE_ACCESS", new Target("storage.s3.force_path_style_access", Kind.FLAG));
        keys.put("AZURE_STORAGE_ACCOUNT", new Target("storage.azure.account", Kind.TEXT));
        keys.put("AZURE_STORAGE_ACCESS_KEY", new Target("storage.azure.access_key", Kind.TEXT));
        keys.put("AZURE_ENDPOINT", new Target("storage.azure.endpoint", Kind.TEXT));
        keys.put("AZURE_ENDPOINT_SUFFIX", new Target("storage.azure.endpoint_suffix", Kind.TEXT));
        keys.put("GOOGLE_CLOUD_STORAGE_CREDENTIAL_PATH", new Target("storage.google.credential_path", Kind.TEXT));
        keys.put("ENABLE_OTLP_ENDPOINT", new Target("indexer.enable_otlp_endpoint", Kind.FLAG));
        keys.put("ENABLE_JAEGER_ENDPOINT", new Target("jaeger.enable_endpoint", Kind.FLAG));
        keys.put("INGEST_REPLICATION_FACTOR", new Target("ingest_api.replication_factor", Kind.NUMBER));
        keys.put("INGEST_DECOMMISSION_TIMEOUT", new Target("ingest_api.decommission_timeout", Kind.TEXT));
        keys.put("COMPACTOR_DECOMMISSION_TIMEOUT", new Target("compactor.decommission_timeout", Kind.TEXT));
        return keys;
    }
}
