package io.trawl.config;

import java.util.Optional;

/// Files of the metrics engine; accepted and kept, without effect.
public record ParquetIndexing(Optional<String> sortFields, int windowDurationSecs) {}
