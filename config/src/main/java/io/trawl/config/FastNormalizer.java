package io.trawl.config;

import java.util.Locale;

/// What happens to a text before it goes into its column.
public enum FastNormalizer {
    RAW,
    LOWERCASE;

    /// As configs write it.
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
