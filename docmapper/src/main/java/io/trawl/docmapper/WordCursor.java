package io.trawl.docmapper;

/// The `default` tokenizer: runs of letters and digits, in lower case, without those of 255 bytes and more.
///
/// ASCII is the fast path: one table lookup a byte, and a token that is in lower case already is not copied. Other
/// scripts go by code point: what Unicode calls alphabetic, and digits and numbers of any kind (`²`), are letters
/// here; combining marks, emoji and `_` separate.
final class WordCursor extends TokenCursor {
    /// A token of this many bytes is dropped. Counted before lower-casing.
    static final int TOKEN_BYTES_LIMIT = 255;

    private static final byte SEPARATOR = 0;
    private static final byte PLAIN = 1;
    private static final byte UPPER = 2;
    private static final byte WIDE = 4;

    private static final byte[] CLASSES = classes();

    /// No lower-case mapping takes more than half as many bytes again (2 to 3).
    private final byte[] lower = new byte[2 * TOKEN_BYTES_LIMIT];

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (int b = 0; b < 256; b++) {
            if (b >= 0x80) {
                classes[b] = WIDE;
            } else if (b >= 'A' && b <= 'Z') {
                classes[b] = UPPER;
            } else if (b >= 'a' && b <= 'z' || b >= '0' && b <= '9') {
                classes[b] = PLAIN;
            }
        }
        return classes;
    }

    /// Whether a character belongs to a token.
    static boolean isWordCharacter(int codePoint) {
        if (Character.isAlphabetic(codePoint)) {
            return true;
        }
        int type = Character.getType(codePoint);
        return type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER;
    }

    @Override
    boolean next() {
        final byte[] text = source;
        final byte[] classOf = CLASSES;
        final int limit = end;
        int at = position;
        int increment = 1;
        while (true) {
            int kind = SEPARATOR;
            while (at < limit && (kind = classOf[text[at] & 0xFF]) == SEPARATOR) {
                at++;
            }
            if (at >= limit) {
                position = limit;
                return false;
            }
            int start = at;
            int kinds = kind;
            while (kind != WIDE && ++at < limit && (kind = classOf[text[at] & 0xFF]) != SEPARATOR) {
                kinds |= kind;
            }
            if ((kinds & WIDE) != 0) {
                at = wideEnd(at);
                if (at == start) {
                    at += Utf8.length(text[at]);
                    continue;
                }
            }
            int length = at - start;
            if (length >= TOKEN_BYTES_LIMIT) {
                increment++;
                continue;
            }
            emit(start, at, kinds);
            positionIncrement = increment;
            return true;
        }
    }

    private void emit(int start, int tokenLimit, int kinds) {
        position = tokenLimit;
        tokenStart = start;
        tokenEnd = tokenLimit;
        int length = tokenLimit - start;
        if (kinds == PLAIN) {
            term.bytes = source;
            term.offset = start;
            term.length = length;
            return;
        }
        term.bytes = lower;
        term.offset = 0;
        term.length = Lowercase.write(source, start, length, lower, 0);
    }

    /// Where the run of letters ends that has a character beyond ASCII at `from`.
    private int wideEnd(int from) {
        int at = from;
        while (at < end) {
            byte lead = source[at];
            boolean part = lead >= 0 ? CLASSES[lead] != SEPARATOR : isWordCharacter(Utf8.codePoint(source, at));
            if (!part) {
                return at;
            }
            at += Utf8.length(lead);
        }
        return at;
    }
}
