package io.trawl.docmapper;

import java.nio.charset.StandardCharsets;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.util.BytesRef;

/// Notes which declared fields a document has values for, if the mapping asks for it: one term a field, see
/// [TermCodec#fieldPresence].
final class FieldPresence {
    private static final byte END = (byte) JsonPaths.END;

    private final JsonTerms terms =
            new JsonTerms(ColumnNames.FIELD_PRESENCE, DocField.type(IndexOptions.DOCS, DocValuesType.NONE, false));

    /// A note about one field.
    Note of(FieldEntry entry) {
        return new Note(terms, entry.luceneField().getBytes(StandardCharsets.UTF_8));
    }

    static final class Note {
        private final JsonTerms terms;
        private final byte[] field;
        private long document = -1;

        private Note(JsonTerms terms, byte[] field) {
            this.terms = terms;
            this.field = field;
        }

        /// The document that is being built has a value.
        void mark(ParseContext context) {
            ParsedDoc doc = context.doc;
            if (context.building && document != doc.serial()) {
                document = doc.serial();
                terms.add(doc, field, END, BytesRef.EMPTY_BYTES, 0, 0, 1);
            }
        }
    }
}
