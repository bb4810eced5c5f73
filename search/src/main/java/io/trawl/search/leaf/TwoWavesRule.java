package io.trawl.search.leaf;

/// Why a split is read in two waves, where one would do if more were read.
///
/// Reading on suspicion is worth it up to what storage brings while a wave waits, see [WaveWorth].
public enum TwoWavesRule {
    /// A pattern whose terms only the dictionary knows, and whose lists together would be too much: `*fix*`, `/re.*/`,
    /// the endings of a phrase prefix.
    EXPANSION("terms of a pattern are looked up first"),
    /// A required term that is rare or absent, beside clauses and columns that would be too much to read for nothing.
    LIGHT_CLAUSE("a rare required term is looked up first");

    private final String reason;

    TwoWavesRule(String reason) {
        this.reason = reason;
    }

    /// For people to read.
    public String reason() {
        return reason;
    }
}
