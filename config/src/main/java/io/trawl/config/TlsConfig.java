package io.trawl.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Certificates of one protocol. Keys: `rest.tls.*`, `grpc.tls.*`.
///
/// @param expectedName that peers' certificates must carry
/// @param certPollInterval how often changed files are looked for
public record TlsConfig(
        Path certPath,
        Path keyPath,
        Optional<Path> caPath,
        boolean verifyClientCert,
        Optional<String> expectedName,
        Duration certPollInterval) {
    public static final Duration DEFAULT_CERT_POLL_INTERVAL = Duration.ofMinutes(5);
}
