package io.trawl.config;

import io.trawl.common.DataSize;
import io.trawl.common.TrawlException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Reads the smaller sections of a node's config.
final class NodeSectionReader {
    static final int MAX_PORT = 65_535;

    private NodeSectionReader() {}

    static RestConfig rest(Fields fields, int defaultPort) {
        int listenPort = fields.integer("listen_port", defaultPort, 0, MAX_PORT);
        List<String> origins = fields.textsOrCommas("cors_allow_origins");
        Map<String, String> headers = new LinkedHashMap<>();
        fields.take("extra_headers").ifPresent(node -> {
            String path = fields.path("extra_headers");
            Fields section = Fields.withHints(node, path);
            section.all()
                    .properties()
                    .forEach(header -> headers.put(
                            headerName(header.getKey(), path),
                            headerValue(Fields.text(header.getValue(), section.path(header.getKey())), path)));
        });
        Optional<TlsConfig> tls = fields.optionalSection("tls").map(NodeSectionReader::tls);
        Optional<Duration> age = fields.optionalDuration("max_connection_age");
        Optional<Duration> grace = fields.optionalDuration("max_connection_age_grace");
        fields.done();
        return new RestConfig(listenPort, origins, headers, tls, age, grace);
    }

    private static String headerName(String name, String path) {
        if (name.isEmpty()
                || name.chars().anyMatch(c -> c <= ' ' || c >= 127 || "()<>@,;:\\\"/[]?={}".indexOf(c) >= 0)) {
            throw TrawlException.badRequest("`" + path + "`: `" + name + "` is not a valid header name");
        }
        return name;
    }

    private static String headerValue(String value, String path) {
        if (value.chars().anyMatch(c -> c < ' ' || c == 127)) {
            throw TrawlException.badRequest("`" + path + "`: a header value must not hold control characters");
        }
        return value;
    }

    static GrpcConfig grpc(Fields fields, int listenPort) {
        DataSize maxMessageSize = fields.size("max_message_size", GrpcConfig.DEFAULT_MAX_MESSAGE_SIZE);
        Optional<TlsConfig> tls = fields.optionalSection("tls").map(NodeSectionReader::tls);
        Optional<GrpcConfig.KeepAlive> keepAlive = fields.optionalSection("keep_alive")
                .map(section -> {
                    GrpcConfig.KeepAlive absent = GrpcConfig.KeepAlive.DEFAULT;
                    GrpcConfig.KeepAlive given = new GrpcConfig.KeepAlive(
                            section.duration("interval", absent.interval()),
                            section.duration("timeout", absent.timeout()));
                    section.done();
                    return given;
                });
        Optional<Duration> age = fields.optionalDuration("max_connection_age");
        Optional<Duration> grace = fields.optionalDuration("max_connection_age_grace");
        fields.done();
        return new GrpcConfig(listenPort, maxMessageSize, tls, keepAlive, age, grace);
    }

    private static TlsConfig tls(Fields fields) {
        TlsConfig tls = new TlsConfig(
                Path.of(fields.requiredText("cert_path")),
                Path.of(fields.requiredText("key_path")),
                fields.optionalText("ca_path").map(Path::of),
                fields.bool("verify_client_cert", false, "validate_client"),
                fields.optionalText("expected_name"),
                fields.duration("cert_poll_interval", TlsConfig.DEFAULT_CERT_POLL_INTERVAL));
        fields.done();
        return tls;
    }

    static PostgresConfig postgres(Fields metastore) {
        PostgresConfig absent = PostgresConfig.DEFAULT;
        metastore.optionalSection("file").ifPresent(Fields::done);
        PostgresConfig postgres = metastore
                .take("postgres", "postgresql")
                .map(node -> {
                    Fields fields = Fields.withHints(node, metastore.path("postgres"));
                    PostgresConfig given = new PostgresConfig(
                            fields.integer("min_connections", absent.minConnections(), 0, Integer.MAX_VALUE),
                            fields.optionalInteger("max_connections", 1, Integer.MAX_VALUE, "max_num_connections")
                                    .map(Math::toIntExact)
                                    .orElse(absent.maxConnections()),
                            fields.duration("acquire_connection_timeout", absent.acquireConnectionTimeout()),
                            fields.duration("idle_connection_timeout", absent.idleConnectionTimeout()),
                            fields.duration("max_connection_lifetime", absent.maxConnectionLifetime()));
                    fields.done();
                    return given;
                })
                .orElse(absent);
        metastore.done();
        return postgres;
    }

    static IndexerConfig indexer(Fields fields, int cpus) {
        IndexerConfig absent = IndexerConfig.defaults(cpus);
        IndexerConfig indexer = new IndexerConfig(
                fields.size("split_store_max_num_bytes", absent.splitStoreMaxNumBytes()),
                fields.integer("split_store_max_num_splits", absent.splitStoreMaxNumSplits(), 0, Integer.MAX_VALUE),
                fields.integer(
                        "max_concurrent_split_uploads", absent.maxConcurrentSplitUploads(), 1, Integer.MAX_VALUE),
                fields.optionalSize("max_merge_write_throughput"),
                fields.integer("merge_concurrency", absent.mergeConcurrency(), 1, Integer.MAX_VALUE),
                fields.bool("enable_otlp_endpoint", absent.enableOtlpEndpoint()),
                fields.bool("enable_cooperative_indexing", absent.enableCooperativeIndexing()),
                fields.take("cpu_capacity")
                        .map(node -> cpuMillis(node, fields.path("cpu_capacity")))
                        .orElse(absent.cpuCapacityMillis()),
                fields.bool("parquet_merge_use_streaming_engine", absent.parquetMergeUseStreamingEngine()));
        fields.done();
        return indexer;
    }

    /// `2`, `0.5` or `"4000m"`.
    private static int cpuMillis(JsonNode node, String path) {
        String text = node.isString() ? node.stringValue().strip() : node.toString();
        boolean millis = node.isString() && text.endsWith("m");
        try {
            BigDecimal number = new BigDecimal(millis ? text.substring(0, text.length() - 1) : text);
            int value = (millis ? number : number.movePointRight(3))
                    .setScale(0, RoundingMode.HALF_UP)
                    .intValueExact();
            if (value >= 1) {
                return value;
            }
        } catch (ArithmeticException | NumberFormatException notNumber) {
            // Refused below, like a number that is too small.
        }
        throw TrawlException.badRequest("`" + path + "`: `" + Fields.abbreviated(text)
                + "` is not a number of cores: write `2`, `0.5` or `4000m`");
    }

    static IngestApiConfig ingestApi(Fields fields) {
        IngestApiConfig absent = IngestApiConfig.DEFAULT;
        IngestApiConfig ingestApi = new IngestApiConfig(
                fields.size("max_queue_memory_usage", absent.maxQueueMemoryUsage()),
                fields.size("max_queue_disk_usage", absent.maxQueueDiskUsage()),
                fields.size("content_length_limit", absent.contentLengthLimit()),
                fields.integer("replication_factor", absent.replicationFactor(), 1, 2),
                fields.size("shard_throughput_limit", absent.shardThroughputLimit()),
                fields.size("shard_burst_limit", absent.shardBurstLimit()),
                fields.number("shard_scale_up_factor", absent.shardScaleUpFactor()),
                fields.optionalText("grpc_compression_algorithm")
                        .map(name -> Fields.constant(IngestApiConfig.Compression.class, name)),
                fields.duration("decommission_timeout", absent.decommissionTimeout()));
        fields.done();
        return ingestApi;
    }

    static JaegerConfig jaeger(Fields fields) {
        JaegerConfig absent = JaegerConfig.DEFAULT;
        JaegerConfig jaeger = new JaegerConfig(
                fields.bool("enable_endpoint", absent.enableEndpoint()),
                fields.integer("lookback_period_hours", absent.lookbackPeriodHours(), 1, Integer.MAX_VALUE),
                fields.integer("max_trace_duration_secs", absent.maxTraceDurationSecs(), 1, Integer.MAX_VALUE),
                fields.integer("max_fetch_spans", absent.maxFetchSpans(), 1, Integer.MAX_VALUE));
        fields.done();
        return jaeger;
    }

    static CompactorConfig compactor(Fields fields, int cpus) {
        CompactorConfig absent = CompactorConfig.defaults(cpus);
        CompactorConfig compactor = new CompactorConfig(
                fields.integer(
                        "max_concurrent_merge_executions", absent.maxConcurrentMergeExecutions(), 1, Integer.MAX_VALUE),
                fields.integer(
                        "pipeline_slots_per_merge_execution",
                        absent.pipelineSlotsPerMergeExecution(),
                        1,
                        Integer.MAX_VALUE),
                fields.integer(
                        "max_concurrent_split_uploads", absent.maxConcurrentSplitUploads(), 1, Integer.MAX_VALUE),
                fields.optionalSize("max_merge_write_throughput"),
                fields.duration("decommission_timeout", absent.decommissionTimeout()));
        fields.done();
        return compactor;
    }
}
