package io.trawl.config;

import java.util.Locale;

/// How a number is printed in a hit.
public enum NumberOutput {
    NUMBER,
    STRING;

    /// As configs write it.
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
