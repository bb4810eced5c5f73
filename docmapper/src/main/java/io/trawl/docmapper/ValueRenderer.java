package io.trawl.docmapper;

import io.trawl.common.TimeSource;
import io.trawl.config.BinaryFormat;
import io.trawl.config.FieldMapping;
import io.trawl.config.NumberOutput;
import io.trawl.config.NumberType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Reads one value of a stored document and shows it as its field wants. Safe for concurrent use.
interface ValueRenderer {
    JsonNodeFactory NODES = JsonNodeFactory.instance;

    /// The value that follows, which is neither null nor the field's own array; null if it does not fit the field,
    /// and then it is left behind all the same.
    @Nullable
    JsonNode render(JsonScanner json);

    /// @param clock tells the year of a time written without one
    static ValueRenderer of(FieldMapping field, TimeSource clock) {
        return switch (field) {
            case FieldMapping.Text _ -> json -> json.peek() == '"' ? string(json) : skipped(json);
            case FieldMapping.Number number -> json -> number(json, number.type(), number.outputFormat());
            case FieldMapping.Bool _ -> ValueRenderer::bool;
            case FieldMapping.Ip _ -> ValueRenderer::ip;
            case FieldMapping.Bytes bytes -> json -> bytes(json, bytes.inputFormat(), bytes.outputFormat());
            case FieldMapping.Datetime time -> {
                DatetimeReader reader = new DatetimeReader(time.inputFormats(), clock);
                DatetimeOutput output = DatetimeOutput.named(time.outputFormat());
                yield json -> datetime(json, reader, output);
            }
            case FieldMapping.Json _ -> json -> json.peek() == '{' ? verbatim(json) : skipped(json);
            case FieldMapping.ObjectField _, FieldMapping.Concatenate _ ->
                throw new IllegalArgumentException("field `" + field.name() + "` has no values of its own");
        };
    }

    /// The value that follows as it was sent; only a string that is a whole date-time comes back in UTC.
    static JsonNode verbatim(JsonScanner json) {
        return Verbatim.read(json, true);
    }

    private static @Nullable JsonNode skipped(JsonScanner json) {
        json.skipValue();
        return null;
    }

    private static JsonNode string(JsonScanner json) {
        json.readString();
        return NODES.stringNode(ScalarParser.string(json));
    }

    private static @Nullable JsonNode number(JsonScanner json, NumberType type, NumberOutput output) {
        byte first = json.peek();
        if (first == '"') {
            json.readString();
            if (!NumberReader.coerce(json, type)) {
                return null;
            }
        } else if (ScalarParser.isNumberStart(first)) {
            json.readNumber();
            if (!NumberReader.convert(json, type)) {
                return null;
            }
        } else {
            return skipped(json);
        }
        return number(json.number, type, output);
    }

    /// @param number made one of type `type`
    static JsonNode number(JsonNumber number, NumberType type, NumberOutput output) {
        if (output == NumberOutput.STRING) {
            return NODES.stringNode(
                    switch (type) {
                        case U64 -> Long.toUnsignedString(number.integer);
                        case I64 -> Long.toString(number.integer);
                        case F64 -> FloatText.plain(number.floating);
                    });
        }
        return switch (type) {
            case U64 -> Verbatim.unsigned(number.integer);
            case I64 -> NODES.numberNode(number.integer);
            case F64 -> NODES.numberNode(number.floating);
        };
    }

    private static @Nullable JsonNode bool(JsonScanner json) {
        switch (json.peek()) {
            case 't' -> {
                json.readTrue();
                return NODES.booleanNode(true);
            }
            case 'f' -> {
                json.readFalse();
                return NODES.booleanNode(false);
            }
            default -> {
                return skipped(json);
            }
        }
    }

    private static @Nullable JsonNode ip(JsonScanner json) {
        if (json.peek() != '"') {
            return skipped(json);
        }
        json.readString();
        byte[] address = new byte[IpAddresses.LENGTH];
        return IpAddresses.parse(json.text, json.textOffset, json.textLength, address)
                ? NODES.stringNode(IpAddresses.format(address))
                : null;
    }

    private static @Nullable JsonNode bytes(JsonScanner json, BinaryFormat input, BinaryFormat output) {
        if (json.peek() != '"') {
            return skipped(json);
        }
        json.readString();
        BinaryText.Decoded decoded = BinaryText.decode(json.text, json.textOffset, json.textLength, input);
        return decoded.problem() == null ? NODES.stringNode(BinaryText.encode(decoded.bytes(), output)) : null;
    }

    private static @Nullable JsonNode datetime(JsonScanner json, DatetimeReader reader, DatetimeOutput output) {
        DatetimeValue value = new DatetimeValue();
        byte first = json.peek();
        if (first == '"') {
            json.readString();
            return reader.readString(json, value) ? output.render(value) : null;
        }
        if (ScalarParser.isNumberStart(first)) {
            json.readNumber();
            return reader.readNumber(json, value) ? output.render(value) : null;
        }
        return skipped(json);
    }
}
