package io.trawl.search.leaf;

import io.trawl.common.DataSize;

/// Why a split is read in two waves, where one would do if more were read.
///
/// A wave costs the latency of the storage, some 30 ms, in which one connection brings 2.7 MB. So reading on
/// suspicion is worth it up to about so much a connection, and a split has three of them when many are searched at
/// once.
public enum TwoWavesRule {
    /// A pattern whose terms only the dictionary knows, and whose lists together would be too much: `*fix*`, `/re.*/`,
    /// the endings of a phrase prefix.
    EXPANSION("terms of a pattern are looked up first"),
    /// A required term that is rare or absent, beside clauses and columns that would be too much to read for nothing.
    LIGHT_CLAUSE("a rare required term is looked up first");

    /// What may be read on suspicion rather than wait for a wave.
    static final DataSize WORTH_A_WAVE = DataSize.ofBytes(3 * 2_700_000L);
    /// A required term counts as light up to so many bytes of dictionary and lists: its list is at most some ten
    /// thousand documents long, and it may well be absent.
    static final DataSize LIGHT = DataSize.ofKibibytes(256);

    private final String reason;

    TwoWavesRule(String reason) {
        this.reason = reason;
    }

    /// For people to read.
    public String reason() {
        return reason;
    }
}
