package io.trawl.config;

import java.util.Locale;

/// The three kinds of numbers a field may hold.
public enum NumberType {
    U64,
    I64,
    F64;

    /// As configs write it.
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
