package io.trawl.docmapper;

/// The words that identifiers are made of: `getHTTPResponse2` gives `get`, `HTTP`, `Response`, `2`.
///
/// Letters, digits and everything else separate each other. Several capitals before a small letter are an acronym
/// and the first letter of a word.
final class SourceCodeCursor extends TokenCursor {
    private static final byte SEPARATOR = 0;
    private static final byte LOWER = 1;
    private static final byte UPPER = 2;
    private static final byte DIGIT = 3;

    private static final byte[] ASCII = ascii();

    private final boolean keepHex;
    private int begin;

    /// @param keepHex whether a run of nothing but hexadecimal digits, between separators, is one token
    SourceCodeCursor(boolean keepHex) {
        this.keepHex = keepHex;
    }

    private static byte[] ascii() {
        byte[] kinds = new byte[128];
        for (int c = 0; c < kinds.length; c++) {
            kinds[c] = kindOf(c);
        }
        return kinds;
    }

    private static byte kindOf(int codePoint) {
        if (Character.isAlphabetic(codePoint)) {
            return Character.isUpperCase(codePoint) ? UPPER : LOWER;
        }
        return WordCursor.isWordCharacter(codePoint) ? DIGIT : SEPARATOR;
    }

    @Override
    void reset(byte[] text, int offset, int length) {
        super.reset(text, offset, length);
        begin = offset;
    }

    @Override
    boolean next() {
        int start = position;
        byte kind = SEPARATOR;
        while (start < end && (kind = kind(start)) == SEPARATOR) {
            start += Utf8.length(source[start]);
        }
        if (start >= end) {
            position = end;
            return false;
        }
        boolean afterSeparator = start > position || start == begin;
        int hexEnd = keepHex && afterSeparator ? hexEnd(start) : start;
        int tokenLimit = hexEnd > start ? hexEnd : wordEnd(start, kind);
        term.bytes = source;
        term.offset = start;
        term.length = tokenLimit - start;
        tokenStart = start;
        tokenEnd = tokenLimit;
        position = tokenLimit;
        positionIncrement = 1;
        return true;
    }

    private int wordEnd(int start, byte kind) {
        int last = start;
        int at = start;
        do {
            last = at;
            at += Utf8.length(source[at]);
        } while (at < end && kind(at) == kind);
        boolean smallFollows = kind == UPPER && at < end && kind(at) == LOWER;
        if (!smallFollows) {
            return at;
        }
        return last > start ? last : wordEnd(at, LOWER);
    }

    /// Where the run of hexadecimal digits ends, or `start` if the run has other letters or digits.
    private int hexEnd(int start) {
        int at = start;
        while (at < end && isHex(source[at])) {
            at++;
        }
        return at == end || kind(at) == SEPARATOR ? at : start;
    }

    private byte kind(int at) {
        byte lead = source[at];
        return lead >= 0 ? ASCII[lead] : kindOf(Utf8.codePoint(source, at));
    }

    private static boolean isHex(byte b) {
        return b >= '0' && b <= '9' || b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F';
    }
}
