package io.trawl.query;

/// Limits of a single query. Going over one is a 400 that names it.
public final class QueryLimits {
    /// Groups and negations inside each other in a query text. Each makes at most four levels of the tree.
    public static final int MAX_DEPTH = 60;

    /// Levels of a query tree, from text or from JSON. A level takes two of JSON, so that the deepest tree stays
    /// below the 500 levels that JSON libraries read and write by default; walking it needs about 100 KB of stack.
    public static final int MAX_AST_DEPTH = 4 * MAX_DEPTH + 4;

    /// Clauses of one compiled query after equal-field alternatives were merged into sets; Lucene keeps a scorer
    /// for each.
    public static final int MAX_CLAUSES = 65_536;

    /// Characters of a query text. A search body is at most 1 MiB.
    public static final int MAX_TEXT_LENGTH = 1 << 20;

    /// Completions of the last word of a phrase prefix, where the request does not say.
    public static final int DEFAULT_MAX_EXPANSIONS = 50;

    /// Levels of aggregations inside aggregations.
    public static final int MAX_AGGREGATION_DEPTH = 32;

    /// Aggregations of one request, over all levels.
    public static final int MAX_AGGREGATIONS = 1_000;

    /// States of the automaton of one wildcard or regular expression; a larger one would cost more than the search.
    public static final int MAX_AUTOMATON_STATES = 10_000;

    /// Wildcards and regular expressions of one query that are more than a prefix: each walks over the dictionary for
    /// itself, and takes up to a second to make.
    public static final int MAX_PATTERNS = 1_024;

    /// Characters of a wildcard or regular expression. Terms have at most 32,766 bytes.
    public static final int MAX_PATTERN_LENGTH = 65_536;

    /// Words of a phrase with a slop that are in it already: Lucene compares the place of each with that of each other
    /// at every place in a document.
    public static final int MAX_REPEATS_WITH_SLOP = 64;

    private QueryLimits() {}
}
