package io.trawl.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The HTTP server. Keys: `rest.*`.
///
/// @param listenPort 0 for any free one
/// @param corsAllowOrigins empty for no CORS, `*` for all
/// @param extraHeaders added to each answer
/// @param maxConnectionAge after which a connection is closed
/// @param maxConnectionAgeGrace for the requests that still run then
public record RestConfig(
        int listenPort,
        List<String> corsAllowOrigins,
        Map<String, String> extraHeaders,
        Optional<TlsConfig> tls,
        Optional<Duration> maxConnectionAge,
        Optional<Duration> maxConnectionAgeGrace) {
    public static final int DEFAULT_PORT = 7280;

    public RestConfig {
        corsAllowOrigins = List.copyOf(corsAllowOrigins);
        extraHeaders = Collections.unmodifiableMap(new LinkedHashMap<>(extraHeaders));
        if (maxConnectionAgeGrace.isPresent() && maxConnectionAge.isEmpty()) {
            throw new IllegalArgumentException(
                    "`rest.max_connection_age_grace` needs `rest.max_connection_age`: set it too");
        }
    }
}
