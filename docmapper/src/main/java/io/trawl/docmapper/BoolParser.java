package io.trawl.docmapper;

import org.jspecify.annotations.Nullable;

/// A bool field.
final class BoolParser extends ScalarParser {
    private final @Nullable FieldPool fields;

    BoolParser(String messagePath, boolean array, @Nullable FieldPool fields) {
        super(messagePath, array);
        this.fields = fields;
    }

    @Override
    void parseValue(ParseContext context, byte first) {
        boolean value = first == 't';
        if (value) {
            context.json.readTrue();
        } else if (first == 'f') {
            context.json.readFalse();
        } else {
            throw wrongKind(context, "expected boolean");
        }
        if (!context.building) {
            return;
        }
        for (Concatenation concatenation : concatenations) {
            concatenation.bool(context.doc, value);
        }
        if (fields != null) {
            DocField field = fields.next(context.doc);
            field.termBuffer(1)[0] = (byte) (value ? 1 : 0);
            field.setNumber(ColumnCodec.encodeBool(value));
        }
    }
}
