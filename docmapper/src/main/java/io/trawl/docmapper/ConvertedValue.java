package io.trawl.docmapper;

import io.trawl.common.TimeSource;
import io.trawl.config.FieldMapping;
import io.trawl.config.NumberType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Shows a value that a field of another type stored, as a field of today wants it: what can be understood is
/// converted, the rest is left out.
///
/// Times come as RFC 3339, bytes in the input format of the field of today if that takes bytes; see [OlderMapping].
final class ConvertedValue {
    private static final String TRUE = "true";
    private static final String FALSE = "false";

    private ConvertedValue() {}

    static ValueRenderer of(FieldMapping field, TimeSource clock) {
        ValueRenderer same = ValueRenderer.of(field, clock);
        return switch (field) {
            case FieldMapping.Text _ -> ConvertedValue::text;
            case FieldMapping.Number number -> json -> number(json, number, same);
            case FieldMapping.Bool _ -> ConvertedValue::bool;
            case FieldMapping.Datetime time -> {
                DatetimeOutput output = DatetimeOutput.named(time.outputFormat());
                yield json -> datetime(json, output, same);
            }
            case FieldMapping.Ip _, FieldMapping.Bytes _, FieldMapping.Json _ -> same;
            case FieldMapping.ObjectField _, FieldMapping.Concatenate _ -> same;
        };
    }

    /// Any single value has a text.
    private static @Nullable JsonNode text(JsonScanner json) {
        byte first = json.peek();
        if (first == '"') {
            json.readString();
            return ValueRenderer.NODES.stringNode(ScalarParser.string(json));
        }
        if (first == 't' || first == 'f') {
            return ValueRenderer.NODES.stringNode(readBool(json) ? TRUE : FALSE);
        }
        if (!ScalarParser.isNumberStart(first)) {
            json.skipValue();
            return null;
        }
        json.readNumber();
        return ValueRenderer.NODES.stringNode(
                switch (json.number.kind) {
                    case INTEGER -> Long.toString(json.number.integer);
                    case UNSIGNED -> Long.toUnsignedString(json.number.integer);
                    case FLOAT -> FloatText.plain(json.number.floating);
                });
    }

    /// Truth counts as one; a double is an integer if it is whole.
    private static @Nullable JsonNode number(JsonScanner json, FieldMapping.Number field, ValueRenderer same) {
        byte first = json.peek();
        if (first == 't' || first == 'f') {
            json.number.kind = JsonNumber.Kind.INTEGER;
            json.number.integer = readBool(json) ? 1 : 0;
        } else if (ScalarParser.isNumberStart(first)) {
            json.readNumber();
            if (field.type() != NumberType.F64) {
                makeWhole(json.number);
            }
        } else {
            return same.render(json);
        }
        return NumberReader.convert(json, field.type())
                ? ValueRenderer.number(json.number, field.type(), field.outputFormat())
                : null;
    }

    private static void makeWhole(JsonNumber number) {
        boolean isWhole = number.kind == JsonNumber.Kind.FLOAT
                && number.floating == Math.rint(number.floating)
                && Math.abs(number.floating) < 0x1p63;
        if (isWhole) {
            number.kind = JsonNumber.Kind.INTEGER;
            number.integer = (long) number.floating;
        }
    }

    private static @Nullable JsonNode bool(JsonScanner json) {
        byte first = json.peek();
        if (first == 't' || first == 'f') {
            return ValueRenderer.NODES.booleanNode(readBool(json));
        }
        if (first == '"') {
            json.readString();
            String text = ScalarParser.string(json);
            return text.equals(TRUE) || text.equals(FALSE) ? ValueRenderer.NODES.booleanNode(text.equals(TRUE)) : null;
        }
        if (!ScalarParser.isNumberStart(first)) {
            json.skipValue();
            return null;
        }
        json.readNumber();
        makeWhole(json.number);
        boolean isBit = json.number.kind == JsonNumber.Kind.INTEGER && (json.number.integer & ~1) == 0;
        return isBit ? ValueRenderer.NODES.booleanNode(json.number.integer == 1) : null;
    }

    private static @Nullable JsonNode datetime(JsonScanner json, DatetimeOutput output, ValueRenderer same) {
        if (json.peek() != '"') {
            return same.render(json);
        }
        int start = json.position();
        json.readString();
        DatetimeValue value = new DatetimeValue();
        if (Rfc3339.parse(json.text, json.textOffset, json.textLength, value)) {
            return output.render(value);
        }
        json.rewind(start);
        return same.render(json);
    }

    private static boolean readBool(JsonScanner json) {
        if (json.peek() == 't') {
            json.readTrue();
            return true;
        }
        json.readFalse();
        return false;
    }
}
