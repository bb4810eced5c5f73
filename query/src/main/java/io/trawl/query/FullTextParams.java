package io.trawl.query;

import java.util.Optional;

/// How the text of a full-text clause becomes tokens, and how those must match.
///
/// @param tokenizer replaces the tokenizer of the field, where given
public record FullTextParams(Optional<String> tokenizer, FullTextMode mode, ZeroTerms zeroTerms) {
    /// What a text without any token matches.
    public enum ZeroTerms {
        NONE,
        ALL
    }

    public static FullTextParams of(FullTextMode mode) {
        return new FullTextParams(Optional.empty(), mode, ZeroTerms.NONE);
    }
}
