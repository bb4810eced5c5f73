package io.trawl.docmapper;

import io.trawl.config.BinaryFormat;
import org.jspecify.annotations.Nullable;

/// A bytes field.
final class BytesParser extends ScalarParser {
    private final BinaryFormat format;
    private final @Nullable FieldPool fields;

    BytesParser(String messagePath, boolean array, BinaryFormat format, @Nullable FieldPool fields) {
        super(messagePath, array);
        this.format = format;
        this.fields = fields;
    }

    @Override
    void parseValue(ParseContext context, byte first) {
        if (first != '"') {
            throw wrongKind(context, "expected " + format.configName() + " string");
        }
        JsonScanner json = context.json;
        json.readString();
        BinaryText.Decoded decoded = BinaryText.decode(json.text, json.textOffset, json.textLength, format);
        if (decoded.problem() != null) {
            throw reject(
                    context,
                    () -> "expected " + format.configName() + " string, got `" + string(json) + "`: "
                            + decoded.problem());
        }
        if (fields != null && context.building) {
            emit(fields.next(context.doc), decoded.bytes());
        }
    }

    private static void emit(DocField field, byte[] value) {
        field.setBytes(value, 0, Math.min(value.length, ColumnCodec.TEXT_BYTES_MAX));
        if (value.length <= ColumnCodec.TEXT_BYTES_MAX) {
            field.invertWhole();
        } else {
            // Longer than any term: the column has its beginning, and the stream gives no term.
            field.setText(value, 0, value.length, false);
        }
    }
}
