package io.trawl.docmapper;

import io.trawl.config.NumberType;
import java.nio.charset.StandardCharsets;

/// Makes the number or string that a scanner has just read a number of a field's type, left in the scanner: in
/// `integer` (as bits) for integers, in `floating` for doubles.
final class NumberReader {
    private NumberReader() {}

    /// Whether the JSON number is of the type, whichever way it was written for doubles; floats are no integers.
    static boolean convert(JsonScanner json, NumberType type) {
        return switch (type) {
            case U64 ->
                json.number.kind == JsonNumber.Kind.UNSIGNED
                        || json.number.kind == JsonNumber.Kind.INTEGER && json.number.integer >= 0;
            case I64 -> json.number.kind == JsonNumber.Kind.INTEGER;
            case F64 -> {
                if (json.number.kind != JsonNumber.Kind.FLOAT) {
                    json.number.floating = toDouble(json.number.integer, json.number.kind == JsonNumber.Kind.UNSIGNED);
                }
                yield true;
            }
        };
    }

    static double toDouble(long integer, boolean unsigned) {
        // The lowest bit is kept in sight of the rounding although it is shifted out.
        return unsigned ? (double) (integer >>> 1 | integer & 1) * 2 : integer;
    }

    /// Whether the string is a number of the type, without blanks around it.
    static boolean coerce(JsonScanner json, NumberType type) {
        byte[] text = json.text;
        int from = json.textOffset;
        int to = from + json.textLength;
        return switch (type) {
            case U64 -> coerceInteger(json, text, from, to, true);
            case I64 -> coerceInteger(json, text, from, to, false);
            case F64 -> coerceFloat(json, text, from, to);
        };
    }

    private static boolean coerceInteger(JsonScanner json, byte[] text, int from, int to, boolean unsigned) {
        int at = from;
        boolean negative = at < to && text[at] == '-';
        if (negative || at < to && text[at] == '+') {
            at++;
        }
        if (at == to || negative && unsigned) {
            return false;
        }
        for (int i = at; i < to; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return false;
            }
        }
        String digits = Utf8.text(text, at, to - at);
        try {
            json.number.integer =
                    unsigned ? Long.parseUnsignedLong(digits) : Long.parseLong(negative ? "-" + digits : digits);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /// Java's own grammar of doubles is wider (blanks, `1f`, hexadecimal, `NaN`), so the characters are checked
    /// first.
    private static boolean coerceFloat(JsonScanner json, byte[] text, int from, int to) {
        boolean anyDigit = false;
        for (int i = from; i < to; i++) {
            byte b = text[i];
            boolean digit = b >= '0' && b <= '9';
            if (!digit && b != '.' && b != 'e' && b != 'E' && b != '+' && b != '-') {
                return false;
            }
            anyDigit |= digit;
        }
        if (!anyDigit) {
            return false;
        }
        try {
            json.number.floating = Double.parseDouble(new String(text, from, to - from, StandardCharsets.US_ASCII));
            return Double.isFinite(json.number.floating);
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
