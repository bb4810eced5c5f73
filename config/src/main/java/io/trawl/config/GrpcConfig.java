package io.trawl.config;

import io.trawl.common.DataSize;
import java.time.Duration;
import java.util.Optional;

/// The gRPC server and its clients. Keys: `grpc.*`, `grpc_listen_port`.
///
/// @param listenPort 0 for any free one
/// @param maxMessageSize at least 1 MB
public record GrpcConfig(
        int listenPort,
        DataSize maxMessageSize,
        Optional<TlsConfig> tls,
        Optional<KeepAlive> keepAlive,
        Optional<Duration> maxConnectionAge,
        Optional<Duration> maxConnectionAgeGrace) {
    public static final DataSize DEFAULT_MAX_MESSAGE_SIZE = DataSize.ofMebibytes(20);
    private static final DataSize MIN_MESSAGE_SIZE = DataSize.ofBytes(1_000_000);

    public GrpcConfig {
        if (maxMessageSize.compareTo(MIN_MESSAGE_SIZE) < 0) {
            throw new IllegalArgumentException(
                    "`grpc.max_message_size` must be at least 1MB, got " + maxMessageSize.toHuman());
        }
        if (maxConnectionAgeGrace.isPresent() && maxConnectionAge.isEmpty()) {
            throw new IllegalArgumentException(
                    "`grpc.max_connection_age_grace` needs `grpc.max_connection_age`: set it too");
        }
    }

    /// Signs of life on idle connections.
    public record KeepAlive(Duration interval, Duration timeout) {
        public static final KeepAlive DEFAULT = new KeepAlive(Duration.ofSeconds(10), Duration.ofSeconds(5));
    }
}
