package io.trawl.server.cli;

import io.trawl.common.HumanDuration;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options of every command that talks to a node.
final class ClientOptions {
    private static final String DEFAULT_ENDPOINT = "http://127.0.0.1:7280";

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "A node's address; also TRAWL_CLUSTER_ENDPOINT. Default: " + DEFAULT_ENDPOINT)
    @Nullable
    String endpoint;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "How long to wait for an answer, as in `30s`; `none` waits for ever.")
    @Nullable
    String timeout;

    @Option(
            names = "--connect-timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "How long to wait for a connection. Default: ${DEFAULT-VALUE}")
    String connectTimeout = "5s";

    @Option(
            names = "--retries",
            paramLabel = "N",
            defaultValue = "0",
            description = "Further tries when the node is busy or out of reach. Default: ${DEFAULT-VALUE}")
    int retries;

    ApiClient client(Duration defaultTimeout) {
        String address = Optional.ofNullable(endpoint)
                .or(() -> Optional.ofNullable(System.getenv("TRAWL_CLUSTER_ENDPOINT")))
                .or(() -> Optional.ofNullable(System.getenv("QW_CLUSTER_ENDPOINT")))
                .orElse(DEFAULT_ENDPOINT);
        Duration wait = timeout == null
                ? defaultTimeout
                : timeout.equals("none") ? Duration.ofDays(365) : HumanDuration.parse(timeout);
        URI uri;
        try {
            uri = URI.create(address.endsWith("/") ? address : address + "/");
        } catch (IllegalArgumentException notUri) {
            throw new IllegalArgumentException("`" + address + "` is not an address: write `http://host:port`", notUri);
        }
        return new ApiClient(uri, HumanDuration.parse(connectTimeout), wait, retries);
    }
}
