package io.trawl.config;

import java.util.Optional;

/// How the leaves of a `json` field, or undeclared fields, are kept.
///
/// @param tokenizer of string leaves; of no meaning unless `indexed`, like `recordOption`
/// @param expandDots whether a dot in a key makes a path
/// @param fast how string leaves are changed for their columns; empty without columns
public record JsonOptions(
        boolean stored,
        boolean indexed,
        String tokenizer,
        RecordOption recordOption,
        boolean expandDots,
        Optional<FastNormalizer> fast) {
    /// Of a declared `json` field.
    public static final JsonOptions DEFAULT =
            new JsonOptions(true, true, "raw", RecordOption.BASIC, true, Optional.empty());
}
