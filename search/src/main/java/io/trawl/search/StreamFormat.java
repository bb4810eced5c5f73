package io.trawl.search;

/// How the values of a search stream are written.
public enum StreamFormat {
    /// One value a line, decimal, each line ended by `\n`.
    CSV,
    /// Eight bytes a value, the least significant first.
    CLICK_HOUSE_ROW_BINARY
}
