package io.trawl.docmapper;

import io.trawl.config.FastNormalizer;
import io.trawl.config.RecordOption;
import java.util.Optional;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// A text field.
final class TextParser extends ScalarParser {
    private final FieldEntry entry;
    private final @Nullable FieldPool fields;
    private final boolean tag;
    private final boolean lowercaseColumn;

    /// Whether term and column are both the value as it is; the cheapest way through the indexer then.
    private final boolean whole;

    TextParser(String messagePath, FieldEntry entry, @Nullable FieldPool fields, boolean tag) {
        super(messagePath, entry.array());
        this.entry = entry;
        this.fields = fields;
        this.tag = tag;
        this.lowercaseColumn = entry.normalizer().equals(Optional.of(FastNormalizer.LOWERCASE));
        this.whole = entry.tokenizer().equals(Optional.of(Tokenizers.RAW))
                && entry.recordOption() != RecordOption.POSITION
                && !lowercaseColumn;
    }

    @Override
    void parseValue(ParseContext context, byte first) {
        if (first != '"') {
            throw wrongKind(context, "expected string");
        }
        JsonScanner json = context.json;
        json.readString();
        if (!context.building) {
            return;
        }
        byte[] text = json.text;
        int offset = json.textOffset;
        int length = json.textLength;
        for (Concatenation concatenation : concatenations) {
            concatenation.text(context.doc, text, offset, length);
        }
        if (fields == null) {
            return;
        }
        DocField field = fields.next(context.doc);
        if (whole && length < WordCursor.TOKEN_BYTES_LIMIT) {
            field.setBytes(text, offset, length);
            field.invertWhole();
        } else {
            setColumn(field, text, offset, length);
            field.setText(text, offset, length, fields.isContinued());
        }
        if (tag) {
            context.doc.addTag(entry.path(), new BytesRef(text, offset, length));
        }
    }

    private void setColumn(DocField field, byte[] text, int offset, int length) {
        if (!entry.fast()) {
            return;
        }
        if (lowercaseColumn) {
            ColumnTexts.setLowercase(field, text, offset, length);
        } else {
            ColumnTexts.set(field, text, offset, length);
        }
    }
}
