package io.trawl.docmapper;

import java.util.Locale;

/// Why a document was refused, in the words that clients see.
///
/// @param message as answered to the client; names the field and the value
public record DocRejection(Reason reason, String message) {
    static final DocRejection MALFORMED = new DocRejection(Reason.INVALID_JSON, "failed to parse JSON document");
    static final DocRejection NOT_AN_OBJECT = new DocRejection(Reason.INVALID_JSON, "JSON document is not an object");
    static final DocRejection NO_TIMESTAMP =
            new DocRejection(Reason.INVALID_SCHEMA, "the document must contain field \"timestamp field is required\"");

    static DocRejection unparsable(String path, String detail) {
        return new DocRejection(Reason.INVALID_SCHEMA, "the field `" + path + "` could not be parsed: " + detail);
    }

    static DocRejection undeclared(String path) {
        return new DocRejection(
                Reason.INVALID_SCHEMA,
                "the document contains a field that is not declared in the schema: \"" + path + "\"");
    }

    static DocRejection arrayForScalar(String path) {
        return new DocRejection(
                Reason.INVALID_SCHEMA,
                "the document contains an array of values but a single value is expected: \"" + path + "\"");
    }

    /// The kind of failure, as counted and reported.
    public enum Reason {
        /// Not JSON, or not an object.
        INVALID_JSON,
        /// JSON, but the doc mapping does not allow it.
        INVALID_SCHEMA;

        /// As answers write it.
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
