package io.trawl.docmapper;

import io.trawl.config.NumberType;
import java.nio.charset.StandardCharsets;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// A number field of any of the three types.
final class NumberParser extends ScalarParser {
    private final FieldEntry entry;
    private final NumberType type;
    private final boolean coerce;
    private final @Nullable FieldPool fields;
    private final boolean tag;

    NumberParser(
            String messagePath,
            FieldEntry entry,
            NumberType type,
            boolean coerce,
            @Nullable FieldPool fields,
            boolean tag) {
        super(messagePath, entry.array());
        this.entry = entry;
        this.type = type;
        this.coerce = coerce;
        this.fields = fields;
        this.tag = tag;
    }

    @Override
    void parseValue(ParseContext context, byte first) {
        JsonScanner json = context.json;
        if (isNumberStart(first)) {
            json.readNumber();
            if (!NumberReader.convert(json, type)) {
                throw reject(
                        context,
                        () -> "expected " + type.configName() + ", got inconvertible JSON number `"
                                + JsonText.number(json) + "`");
            }
        } else if (first == '"') {
            readString(context);
        } else {
            throw wrongKind(context, coerce ? "expected JSON number or string" : "expected JSON number");
        }
        if (!context.building) {
            return;
        }
        for (Concatenation concatenation : concatenations) {
            concatenate(context, concatenation);
        }
        if (fields != null) {
            emit(context, fields.next(context.doc));
        }
    }

    private void concatenate(ParseContext context, Concatenation concatenation) {
        JsonNumber number = context.json.number;
        switch (type) {
            case U64 -> concatenation.unsigned(context.doc, number.integer);
            case I64 -> concatenation.integer(context.doc, number.integer);
            case F64 -> concatenation.floating(context.doc, number.floating);
        }
    }

    private void readString(ParseContext context) {
        JsonScanner json = context.json;
        json.readString();
        if (!coerce) {
            throw reject(
                    context,
                    () -> "expected JSON number, got string `" + JsonText.quoted(string(json))
                            + "`. enable coercion to " + type.configName()
                            + " with the `coerce` parameter in the field mapping");
        }
        if (!NumberReader.coerce(json, type)) {
            throw reject(
                    context,
                    () -> "failed to coerce JSON string `" + JsonText.quoted(string(json)) + "` to "
                            + type.configName());
        }
    }

    private void emit(ParseContext context, DocField field) {
        JsonScanner json = context.json;
        byte[] term = field.termBuffer(Long.BYTES);
        switch (type) {
            case U64 -> {
                TermCodec.writeU64(json.number.integer, term, 0);
                field.setNumber(ColumnCodec.encodeU64(json.number.integer));
            }
            case I64 -> {
                TermCodec.writeI64(json.number.integer, term, 0);
                field.setNumber(json.number.integer);
            }
            case F64 -> {
                TermCodec.writeF64(json.number.floating, term, 0);
                field.setNumber(ColumnCodec.encodeF64(json.number.floating));
            }
        }
        if (tag) {
            String text = type == NumberType.U64
                    ? Long.toUnsignedString(json.number.integer)
                    : Long.toString(json.number.integer);
            context.doc.addTag(entry.path(), new BytesRef(text.getBytes(StandardCharsets.US_ASCII)));
        }
    }
}
