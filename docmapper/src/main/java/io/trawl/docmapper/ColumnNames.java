package io.trawl.docmapper;

import java.util.Optional;

/// Names of Lucene fields.
///
/// A declared field's Lucene name is its path as queries write it. A json column's is `root:letter:path`, with the
/// path encoded ([JsonPaths]); a declared name cannot contain a colon, so the two never meet.
public final class ColumnNames {
    /// Stored: the document's line as it came.
    public static final String SOURCE = "_source";
    /// SORTED column: the source partition a document came from.
    public static final String PARTITION = "_partition";
    /// NUMERIC column, sparse: the offset in its partition of each document that starts a run. The documents
    /// after it follow one by one, up to the next that has a value; so positions cost next to nothing, two bytes
    /// a document less than written out. Whoever reorders or removes documents must write them anew.
    public static final String POSITION = "_position";
    /// Inverted field and root of the columns of undeclared fields.
    public static final String DYNAMIC = "_dynamic";
    /// NUMERIC column: bytes of the document's line.
    public static final String DOC_LENGTH = "_doc_length";
    /// Inverted field: paths that a document has a value for.
    public static final String FIELD_PRESENCE = "_field_presence";

    private ColumnNames() {}

    /// The Lucene name of the declared field `path`. Two of our own names are not reserved for users, so a field
    /// called like them gets a backslash, which no declared name can start with.
    public static String luceneField(String path) {
        return path.equals(PARTITION) || path.equals(POSITION) ? "\\" + path : path;
    }

    /// The column of the leaves of type `type` at `path` below `root`.
    public static String json(FieldEntry root, String path, JsonType type) {
        return json(root.luceneField(), path, type);
    }

    static String json(String rootField, String path, JsonType type) {
        return rootField + ':' + type.columnCode() + ':' + path;
    }

    /// What the columns of one path have in common: the name of a json column without the letter of its type.
    public static String withoutType(String luceneField) {
        int letter = luceneField.indexOf(':') + 1;
        return luceneField.substring(0, letter) + luceneField.substring(letter + 1);
    }

    /// What the column `luceneField` holds, if it is a json column.
    public static Optional<JsonColumn> parseJson(String luceneField) {
        int first = luceneField.indexOf(':');
        if (first < 0 || first + 2 >= luceneField.length() || luceneField.charAt(first + 2) != ':') {
            return Optional.empty();
        }
        JsonType type = JsonType.ofColumnCode(luceneField.charAt(first + 1));
        return type == null
                ? Optional.empty()
                : Optional.of(new JsonColumn(luceneField.substring(0, first), luceneField.substring(first + 3), type));
    }

    /// @param rootField Lucene name of the json field, or [#DYNAMIC]
    /// @param path encoded
    public record JsonColumn(String rootField, String path, JsonType type) {}
}
