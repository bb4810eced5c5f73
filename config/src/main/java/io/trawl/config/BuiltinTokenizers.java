package io.trawl.config;

import java.util.Set;

/// Names that are taken, so that a custom tokenizer cannot have them.
public final class BuiltinTokenizers {
    public static final Set<String> NAMES = Set.of(
            "raw",
            "raw_lowercase",
            "lowercase",
            "default",
            "whitespace",
            "chinese_compatible",
            "source_code_default",
            "source_code_with_hex",
            "unicode_segmenter",
            "datadog",
            "en_stem");

    private BuiltinTokenizers() {}
}
