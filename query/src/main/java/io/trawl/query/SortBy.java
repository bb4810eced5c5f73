package io.trawl.query;

/// One sort key. The columns behind it are those of [FieldColumns#forSort].
///
/// @param missingFirst whether documents without a value come first, in either direction, rather than last
public record SortBy(String field, SortOrder order, boolean missingFirst) {
    /// Relevance instead of a column.
    public static final String SCORE = "_score";

    /// The address of the document: split, then place in the split.
    public static final String DOC = "_doc";

    public static final String SHARD_DOC = "_shard_doc";

    /// Keys of one request. Each costs memory a hit, and time where the ones before are equal.
    public static final int MAX_KEYS = 8;

    /// Documents without a value come last.
    public SortBy(String field, SortOrder order) {
        this(field, order, false);
    }

    public boolean isScore() {
        return field.equals(SCORE);
    }

    public boolean isDocAddress() {
        return field.equals(DOC) || field.equals(SHARD_DOC);
    }
}
