package io.trawl.query;

/// One sort key.
public record SortBy(String field, SortOrder order) {
    /// Relevance instead of a column.
    public static final String SCORE = "_score";
    /// The address of the document: split, then place in the split.
    public static final String DOC = "_doc";
    public static final String SHARD_DOC = "_shard_doc";

    public boolean isScore() {
        return field.equals(SCORE);
    }

    public boolean isDocAddress() {
        return field.equals(DOC) || field.equals(SHARD_DOC);
    }
}
