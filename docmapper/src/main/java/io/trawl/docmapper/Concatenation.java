package io.trawl.docmapper;

import java.util.Optional;
import org.apache.lucene.index.DocValuesType;

/// The terms of one concatenate field: those of a json field at the empty path, so that a number is found as one.
/// Texts are never taken for times.
final class Concatenation {
    static final Concatenation[] NONE = {};

    /// No phrase spans two values.
    private static final int VALUE_GAP = 2;

    private static final byte[] PATH = {JsonPaths.END};

    private final JsonTerms terms;
    private final TokenCursor cursor;
    private final byte[] scratch = new byte[16];

    Concatenation(FieldEntry entry, TextTokenizer tokenizer) {
        this.terms = new JsonTerms(
                entry.luceneField(), DocField.type(DocField.indexOptions(entry), DocValuesType.NONE, false));
        this.cursor = tokenizer.newCursor();
    }

    static Optional<Concatenation> of(FieldEntry entry) {
        return entry.tokenizer().map(tokenizer -> new Concatenation(entry, tokenizer));
    }

    void text(ParsedDoc doc, byte[] text, int offset, int length) {
        cursor.reset(text, offset, length);
        int gap = VALUE_GAP - 1;
        while (cursor.next()) {
            terms.add(
                    doc,
                    PATH,
                    JsonType.TEXT.termCode(),
                    cursor.term.bytes,
                    cursor.term.offset,
                    cursor.term.length,
                    cursor.positionIncrement + gap);
            gap = 0;
        }
    }

    void bool(ParsedDoc doc, boolean value) {
        scratch[0] = (byte) (value ? 1 : 0);
        add(doc, JsonType.BOOL, 1);
    }

    void integer(ParsedDoc doc, long value) {
        add(doc, JsonType.I64, TermCodec.writeNumber(value, scratch, 0));
    }

    void unsigned(ParsedDoc doc, long bits) {
        add(doc, JsonType.U64, TermCodec.writeUnsignedNumber(bits, scratch, 0));
    }

    void floating(ParsedDoc doc, double value) {
        add(doc, JsonType.F64, TermCodec.writeNumber(value, scratch, 0));
    }

    private void add(ParsedDoc doc, JsonType type, int length) {
        terms.add(doc, PATH, type.termCode(), scratch, 0, length, VALUE_GAP);
    }
}
