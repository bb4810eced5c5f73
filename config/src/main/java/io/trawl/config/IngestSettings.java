package io.trawl.config;

/// How documents are taken in. Keys: `ingest_settings.*`.
///
/// @param minShards shards that are always open, at least 1
/// @param validateDocs whether a document is checked against the mapping before it is acknowledged
public record IngestSettings(int minShards, boolean validateDocs) {
    public static final IngestSettings DEFAULT = new IngestSettings(1, true);
}
