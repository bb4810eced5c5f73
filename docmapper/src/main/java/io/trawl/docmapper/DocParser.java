package io.trawl.docmapper;

import io.trawl.config.DocMapping;
import org.jspecify.annotations.Nullable;

/// From a JSON line to Lucene fields. Not thread-safe; everything in it is reused.
public final class DocParser {
    /// Columns of undeclared and json paths that one split may have. Past it a path is searchable but has no
    /// column.
    public static final int JSON_COLUMNS_MAX = 1000;

    private final ParsedDoc doc = new ParsedDoc();

    DocParser(DocMapping mapping, IndexSchema schema) {}

    /// Forgets which json paths have columns. Call before the first document of another split.
    public void startSplit() {}

    /// Values that were searchable but got no column since [#startSplit()], because of [#JSON_COLUMNS_MAX].
    public long valuesWithoutColumn() {
        return 0;
    }

    /// Checks a document without making fields.
    ///
    /// @return why it would be refused, or null
    public @Nullable DocRejection validate(byte[] line, int offset, int length) {
        return null;
    }

    /// @param line must not change until the document is added to the index
    /// @return always the same object
    public ParsedDoc parse(byte[] line, int offset, int length) {
        return doc;
    }
}
