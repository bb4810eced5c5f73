package io.trawl.config;

import java.util.Locale;

/// What a custom tokenizer does to its tokens, in the order listed.
public enum TokenFilter {
    /// Drops tokens of 255 bytes and more.
    REMOVE_LONG,
    LOWER_CASER,
    ASCII_FOLDING;

    /// As configs write it.
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
