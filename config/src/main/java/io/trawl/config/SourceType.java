package io.trawl.config;

import java.util.Locale;

/// Where a source's documents come from.
public enum SourceType {
    FILE,
    KAFKA,
    KINESIS,
    PULSAR,
    PUBSUB,
    /// Documents pushed over REST into shards.
    INGEST,
    /// Documents pushed through the first version of the ingest API.
    INGEST_API,
    /// Documents given to the command line.
    INGEST_CLI,
    STDIN,
    VEC,
    VOID;

    /// As configs write it.
    public String configName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// True for the three types that every index has and that take no parameters.
    public boolean isIngest() {
        return this == INGEST || this == INGEST_API || this == INGEST_CLI;
    }
}
