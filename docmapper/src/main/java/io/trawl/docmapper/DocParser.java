package io.trawl.docmapper;

import io.trawl.common.TimeSource;
import io.trawl.config.DocMapping;
import io.trawl.config.PartitionKey;
import java.util.List;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.IndexOptions;
import org.jspecify.annotations.Nullable;

/// From a JSON line to Lucene fields. Not thread-safe; everything in it is reused.
///
/// The line is read once, and each value goes straight into the field that the indexer will read. What cannot be
/// decided at first sight is decided on the line's [CanonicalLine]: a key given twice (the last one counts), and
/// which of several errors is reported.
public final class DocParser {
    /// Undeclared and json paths that have columns in one split, one for each type of their values. Past it a path is
    /// searchable but has no column.
    public static final int JSON_COLUMNS_MAX = 1000;

    /// Characters of json paths that are remembered, some 20,000 paths; beyond, all are forgotten and learnt anew.
    private static final long PATH_CHARS_MAX = 5_000_000;

    private final ParseContext context = new ParseContext();
    private final JsonColumns columns;
    private final ObjectParser root;
    private final List<JsonRoot> jsonRoots;
    private final List<JsonFieldParser> jsonFields;
    private final boolean needsTimestamp;
    private final @Nullable FieldPool length;
    private final @Nullable PartitionHasher partitions;

    DocParser(DocMapping mapping, IndexSchema schema, TimeSource clock, int jsonColumnsMax) {
        this.columns = new JsonColumns(jsonColumnsMax);
        ParserBuilder builder = new ParserBuilder(mapping, schema, columns, clock);
        this.root = builder.build();
        this.jsonRoots = builder.roots;
        this.jsonFields = builder.jsonFields;
        this.needsTimestamp = mapping.timestampField().isPresent();
        this.length = mapping.storeDocumentSize()
                ? new FieldPool(
                        ColumnNames.DOC_LENGTH, DocField.type(IndexOptions.NONE, DocValuesType.NUMERIC, false), null)
                : null;
        PartitionKey key = PartitionKey.parse(mapping.partitionKey());
        this.partitions = key.parts().isEmpty() ? null : PartitionHasher.of(key);
    }

    /// Forgets which json paths have columns. Call before the first document of another split.
    public void startSplit() {
        columns.clear();
        forgetPaths();
    }

    /// Values that are searchable but got no column since [#startSplit()], because of [#JSON_COLUMNS_MAX].
    public long valuesWithoutColumn() {
        return columns.valuesRefused();
    }

    /// Names of some of the columns that were refused, see [ColumnNames#parseJson].
    public List<String> refusedColumns() {
        return columns.refused();
    }

    /// Checks a document without making fields.
    ///
    /// @return why it would be refused, or null
    public @Nullable DocRejection validate(byte[] line, int offset, int length) {
        context.building = false;
        return read(line, offset, length);
    }

    /// @param line must not change until the document is added to the index
    /// @return always the same object
    public ParsedDoc parse(byte[] line, int offset, int length) {
        context.building = true;
        if (pathChars() > PATH_CHARS_MAX) {
            forgetPaths();
        }
        DocRejection rejection = read(line, offset, length);
        ParsedDoc doc = context.doc;
        if (rejection != null) {
            doc.reject(rejection);
            return doc;
        }
        doc.setSource(line, offset, length);
        if (this.length != null) {
            this.length.next(doc).setNumber(ColumnCodec.encodeU64(length));
        }
        return doc;
    }

    /// Which partition a document belongs to, by the mapping's partition key: equal for equal values, at any time.
    /// Reads the line only so far, so that documents can be sorted before they are parsed.
    ///
    /// @return 0 if the mapping has no key, or the line is not a JSON object
    public long partitionId(byte[] line, int offset, int length) {
        if (partitions == null) {
            return 0;
        }
        try {
            return partitions.partitionId(line, offset, length);
        } catch (ParseAbort malformed) {
            return 0;
        }
    }

    private @Nullable DocRejection read(byte[] line, int offset, int length) {
        try {
            context.canonical = false;
            return readDocument(line, offset, length);
        } catch (ParseAbort abort) {
            if (abort.rejection != null) {
                return abort.rejection;
            }
        }
        try {
            byte[] canonical = CanonicalLine.of(context.json, line, offset, length);
            context.canonical = true;
            return readDocument(canonical, 0, canonical.length);
        } catch (ParseAbort abort) {
            return abort.rejection == null ? DocRejection.MALFORMED : abort.rejection;
        }
    }

    private @Nullable DocRejection readDocument(byte[] line, int offset, int length) {
        JsonScanner json = context.json;
        context.doc.clear();
        json.start(line, offset, length);
        byte first = json.peek();
        if (first == '{') {
            root.parse(context, first);
        } else {
            json.skipValue();
        }
        if (!json.atEnd()) {
            return DocRejection.MALFORMED;
        }
        if (first != '{') {
            return DocRejection.NOT_AN_OBJECT;
        }
        return needsTimestamp && !context.doc.hasTimestamp() ? DocRejection.NO_TIMESTAMP : null;
    }

    private long pathChars() {
        long count = 0;
        for (JsonRoot jsonRoot : jsonRoots) {
            count += jsonRoot.pathChars();
        }
        return count;
    }

    private void forgetPaths() {
        root.forgetPaths();
        jsonFields.forEach(JsonFieldParser::forgetPaths);
        jsonRoots.forEach(JsonRoot::forgetPaths);
    }
}
