package io.trawl.config;

import java.time.Duration;

/// Connections of a metastore in PostgreSQL. Keys: `metastore.postgres.*`.
public record PostgresConfig(
        int minConnections,
        int maxConnections,
        Duration acquireConnectionTimeout,
        Duration idleConnectionTimeout,
        Duration maxConnectionLifetime) {
    public static final PostgresConfig DEFAULT =
            new PostgresConfig(0, 10, Duration.ofSeconds(10), Duration.ofMinutes(10), Duration.ofMinutes(30));

    public PostgresConfig {
        if (maxConnections < minConnections) {
            throw new IllegalArgumentException("`metastore.postgres.max_connections` (" + maxConnections
                    + ") must be at least `min_connections` (" + minConnections + ")");
        }
    }
}
