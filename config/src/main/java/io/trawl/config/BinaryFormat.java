package io.trawl.config;

import java.util.Locale;

/// How bytes are written in JSON.
public enum BinaryFormat {
    BASE64,
    HEX;

    /// As configs write it.
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
