package io.trawl.config;

import io.trawl.common.HumanDuration;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// Where the metastore keeps its state.
public sealed interface MetastoreUri {
    /// As log entries between `root` and the end; `…#polling_interval=30s` in a config.
    ///
    /// @param pollingInterval how often others' commits are looked for; empty if the config does not say
    record OnStorage(StorageUri root, Optional<Duration> pollingInterval) implements MetastoreUri {}

    /// In a PostgreSQL database.
    record Postgres(Secret uri) implements MetastoreUri {}

    /// @throws IllegalArgumentException if the scheme or a parameter after `#` is unknown
    static MetastoreUri parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (lower.startsWith("postgres://") || lower.startsWith("postgresql://")) {
            return new Postgres(new Secret(text.strip()));
        }
        int hash = text.indexOf('#');
        if (hash < 0) {
            return new OnStorage(StorageUri.parse(text), Optional.empty());
        }
        String parameter = text.substring(hash + 1).strip();
        String name = "polling_interval=";
        if (!parameter.startsWith(name)) {
            throw new IllegalArgumentException("unknown metastore parameter `" + parameter
                    + "`: only `polling_interval=` with a duration may follow the `#`");
        }
        Duration interval = HumanDuration.parse(parameter.substring(name.length()));
        if (interval.isZero()) {
            throw new IllegalArgumentException("`polling_interval` must be longer than 0");
        }
        return new OnStorage(StorageUri.parse(text.substring(0, hash)), Optional.of(interval));
    }
}
