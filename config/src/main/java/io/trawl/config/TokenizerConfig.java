package io.trawl.config;

import java.util.List;

/// A tokenizer that the doc mapping declares.
public record TokenizerConfig(String name, Type type, List<TokenFilter> filters) {
    public TokenizerConfig {
        filters = List.copyOf(filters);
    }

    public sealed interface Type {
        /// All runs of `minGram` to `maxGram` characters; only those at the start of the value if `prefixOnly`.
        record Ngram(int minGram, int maxGram, boolean prefixOnly) implements Type {}

        /// Each match of `pattern` is a token.
        record Regex(String pattern) implements Type {}

        /// Splits on what is not a letter or digit.
        record Simple() implements Type {}

        /// Splits identifiers into their words.
        record SourceCode() implements Type {}
    }
}
