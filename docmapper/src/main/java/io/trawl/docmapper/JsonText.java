package io.trawl.docmapper;

/// Writes a value as compact JSON, for messages.
final class JsonText {
    /// A message quotes at most this many characters of a value.
    private static final int QUOTE_MAX = 2000;

    private JsonText() {}

    /// The value that follows in `json`, which is left behind.
    static String compact(JsonScanner json) {
        StringBuilder text = new StringBuilder();
        write(json, text);
        if (text.length() > QUOTE_MAX) {
            text.setLength(QUOTE_MAX);
            text.append('…');
        }
        return text.toString();
    }

    /// `value` as a JSON string.
    static String quoted(String value) {
        StringBuilder text = new StringBuilder(value.length() + 2);
        writeString(value, text);
        return text.toString();
    }

    /// The number that `json` has just read.
    static String number(JsonScanner json) {
        return switch (json.number.kind) {
            case INTEGER -> Long.toString(json.number.integer);
            case UNSIGNED -> Long.toUnsignedString(json.number.integer);
            case FLOAT -> FloatText.json(json.number.floating);
        };
    }

    private static void write(JsonScanner json, StringBuilder text) {
        switch (json.peek()) {
            case '"' -> {
                json.readString();
                writeString(Utf8.text(json.text, json.textOffset, json.textLength), text);
            }
            case '{' -> writeObject(json, text);
            case '[' -> writeArray(json, text);
            case 't' -> {
                json.readTrue();
                text.append("true");
            }
            case 'f' -> {
                json.readFalse();
                text.append("false");
            }
            case 'n' -> {
                json.readNull();
                text.append("null");
            }
            default -> {
                json.readNumber();
                text.append(number(json));
            }
        }
    }

    private static void writeObject(JsonScanner json, StringBuilder text) {
        json.open();
        text.append('{');
        if (!json.closes('}')) {
            String comma = "";
            do {
                json.readString();
                text.append(comma);
                writeString(Utf8.text(json.text, json.textOffset, json.textLength), text);
                text.append(':');
                json.colon();
                write(json, text);
                comma = ",";
            } while (json.more('}'));
        }
        text.append('}');
    }

    private static void writeArray(JsonScanner json, StringBuilder text) {
        json.open();
        text.append('[');
        if (!json.closes(']')) {
            String comma = "";
            do {
                text.append(comma);
                write(json, text);
                comma = ",";
            } while (json.more(']'));
        }
        text.append(']');
    }

    private static void writeString(String value, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ') {
                        text.append("\\u00").append(Character.forDigit(c >> 4, 16));
                        text.append(Character.forDigit(c & 15, 16));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
