package io.trawl.config;

import java.util.Locale;

/// What the records of a source are.
public enum SourceInputFormat {
    JSON,
    OTLP_LOGS_JSON,
    OTLP_LOGS_PROTOBUF,
    OTLP_TRACES_JSON,
    OTLP_TRACES_PROTOBUF,
    PLAIN_TEXT;

    /// As configs write it.
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
