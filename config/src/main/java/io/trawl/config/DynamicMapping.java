package io.trawl.config;

import java.util.Optional;

/// How undeclared fields are kept in dynamic mode.
public record DynamicMapping(Optional<String> description, JsonOptions options) {
    public static final DynamicMapping DEFAULT = new DynamicMapping(
            Optional.empty(),
            new JsonOptions(true, true, "raw", RecordOption.BASIC, true, Optional.of(FastNormalizer.RAW)));
}
