package io.trawl.docmapper;

import java.math.BigInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Values as trees: the last of a key given twice, integers beyond 64 bits as doubles.
final class Verbatim {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Verbatim() {}

    /// The value that follows.
    ///
    /// @param datesInUtc whether strings that are whole date-times are shown in UTC
    static JsonNode read(JsonScanner json, boolean datesInUtc) {
        switch (json.peek()) {
            case '"' -> {
                json.readString();
                return string(json, datesInUtc);
            }
            case '{' -> {
                return object(json, datesInUtc);
            }
            case '[' -> {
                return array(json, datesInUtc);
            }
            case 't' -> {
                json.readTrue();
                return NODES.booleanNode(true);
            }
            case 'f' -> {
                json.readFalse();
                return NODES.booleanNode(false);
            }
            case 'n' -> {
                json.readNull();
                return NODES.nullNode();
            }
            default -> {
                json.readNumber();
                return number(json);
            }
        }
    }

    /// An integer from 0 to 2^64 - 1, given as bits.
    static JsonNode unsigned(long bits) {
        return bits >= 0 ? NODES.numberNode(bits) : NODES.numberNode(new BigInteger(Long.toUnsignedString(bits)));
    }

    private static JsonNode number(JsonScanner json) {
        return switch (json.number.kind) {
            case INTEGER -> NODES.numberNode(json.number.integer);
            case UNSIGNED -> unsigned(json.number.integer);
            case FLOAT -> NODES.numberNode(json.number.floating);
        };
    }

    private static JsonNode string(JsonScanner json, boolean datesInUtc) {
        DatetimeValue value = new DatetimeValue();
        if (datesInUtc && Rfc3339.parse(json.text, json.textOffset, json.textLength, value)) {
            return NODES.stringNode(DatetimeOutput.rfc3339(value));
        }
        return NODES.stringNode(ScalarParser.string(json));
    }

    private static ObjectNode object(JsonScanner json, boolean datesInUtc) {
        ObjectNode object = NODES.objectNode();
        json.open();
        if (json.closes('}')) {
            return object;
        }
        do {
            json.readString();
            String key = ScalarParser.string(json);
            json.colon();
            object.set(key, read(json, datesInUtc));
        } while (json.more('}'));
        return object;
    }

    private static ArrayNode array(JsonScanner json, boolean datesInUtc) {
        ArrayNode array = NODES.arrayNode();
        json.open();
        if (json.closes(']')) {
            return array;
        }
        do {
            array.add(read(json, datesInUtc));
        } while (json.more(']'));
        return array;
    }
}
