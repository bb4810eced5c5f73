package io.trawl.docmapper;

/// Runs of letters and digits as they are written: what [WordCursor] finds, before any filter.
final class WordRunCursor extends TokenCursor {
    private static final int SEPARATOR = 0;
    private static final int WORD = 1;
    private static final int IDEOGRAPH = 2;

    private final boolean ideographsApart;

    /// @param ideographsApart whether each Chinese character is a token of its own
    WordRunCursor(boolean ideographsApart) {
        this.ideographsApart = ideographsApart;
    }

    @Override
    boolean next() {
        int at = position;
        int kind = SEPARATOR;
        while (at < end && (kind = kind(at)) == SEPARATOR) {
            at += Utf8.length(source[at]);
        }
        if (at >= end) {
            position = end;
            return false;
        }
        int start = at;
        do {
            at += Utf8.length(source[at]);
        } while (kind == WORD && at < end && kind(at) == WORD);
        emit(start, at);
        return true;
    }

    private void emit(int start, int tokenLimit) {
        term.bytes = source;
        term.offset = start;
        term.length = tokenLimit - start;
        tokenStart = start;
        tokenEnd = tokenLimit;
        position = tokenLimit;
        positionIncrement = 1;
    }

    private int kind(int at) {
        byte lead = source[at];
        if (lead >= 0) {
            boolean word = lead >= 'a' && lead <= 'z' || lead >= 'A' && lead <= 'Z' || lead >= '0' && lead <= '9';
            return word ? WORD : SEPARATOR;
        }
        int codePoint = Utf8.codePoint(source, at);
        if (ideographsApart && isIdeograph(codePoint)) {
            return IDEOGRAPH;
        }
        return WordCursor.isWordCharacter(codePoint) ? WORD : SEPARATOR;
    }

    /// Quickwit's blocks, which end where its release of Unicode ended; kana are no part of them.
    static boolean isIdeograph(int codePoint) {
        return codePoint >= 0x3400 && codePoint <= 0x4DBF
                || codePoint >= 0x4500 && codePoint <= 0x9FFF
                || codePoint >= 0x20000 && codePoint <= 0x2A6DF
                || codePoint >= 0x2A700 && codePoint <= 0x2CEAF;
    }
}
