package io.trawl.loggen;

import java.util.LinkedHashMap;
import java.util.Map;

/// A strict parser of one JSON object with strings, whole numbers and objects, which is all that the logs have.
final class JsonLine {
    private final String text;
    private int position;

    private JsonLine(String text) {
        this.text = text;
    }

    /// The members in their order: strings, longs and maps.
    static Map<String, Object> parse(String text) {
        JsonLine line = new JsonLine(text);
        Map<String, Object> object = line.object();
        if (line.position != text.length()) {
            throw line.wrong("nothing more");
        }
        return object;
    }

    private Map<String, Object> object() {
        Map<String, Object> members = new LinkedHashMap<>();
        expect('{');
        while (peek() != '}') {
            if (!members.isEmpty()) {
                expect(',');
            }
            String name = string();
            expect(':');
            if (members.put(name, value()) != null) {
                throw wrong("a new name instead of " + name);
            }
        }
        expect('}');
        return members;
    }

    private Object value() {
        return switch (peek()) {
            case '{' -> object();
            case '"' -> string();
            default -> number();
        };
    }

    private Long number() {
        int start = position;
        while (Character.isDigit(peek())) {
            position++;
        }
        String digits = text.substring(start, position);
        if (digits.isEmpty() || (digits.length() > 1 && digits.startsWith("0"))) {
            throw wrong("a number");
        }
        return Long.valueOf(digits);
    }

    private String string() {
        StringBuilder out = new StringBuilder();
        expect('"');
        while (peek() != '"') {
            char next = text.charAt(position++);
            if (next < ' ') {
                throw wrong("no control character");
            }
            out.append(next == '\\' ? escaped() : next);
        }
        expect('"');
        return out.toString();
    }

    private char escaped() {
        return switch (text.charAt(position++)) {
            case '"' -> '"';
            case '\\' -> '\\';
            case 'n' -> '\n';
            case 't' -> '\t';
            default -> throw wrong("an escape");
        };
    }

    private char peek() {
        if (position == text.length()) {
            throw wrong("more");
        }
        return text.charAt(position);
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw wrong("`" + wanted + "`");
        }
        position++;
    }

    private AssertionError wrong(String wanted) {
        return new AssertionError("expected " + wanted + " at " + position + " of " + text);
    }
}
