package io.trawl.search;

/// How much may be read to say what a search would read.
public enum ExplainDepth {
    /// The tails of the splits, nothing else.
    FOOTERS,
    /// Also the dictionary blocks of the query's terms, which tell which of them exist and how much they have.
    DICTIONARY
}
