package io.trawl.query;

import io.trawl.common.TrawlException;

/// A place in the text of a query, and errors that tell it.
final class QueryCursor {
    /// What ends a word.
    static final String SPECIAL_IN_WORD = "^`:{}\"'[]()\\";

    /// How much of a query a message repeats.
    private static final int QUOTED_QUERY_LENGTH = 500;

    final String text;
    int position;

    QueryCursor(String text) {
        this.text = text;
    }

    boolean atEnd() {
        return position >= text.length();
    }

    char peek() {
        return text.charAt(position);
    }

    boolean consume(String expected) {
        if (text.startsWith(expected, position)) {
            position += expected.length();
            return true;
        }
        return false;
    }

    boolean skipBlanks() {
        int start = position;
        while (!atEnd() && isBlank(peek())) {
            position++;
        }
        return position > start;
    }

    void skipDigits() {
        while (!atEnd() && peek() >= '0' && peek() <= '9') {
            position++;
        }
    }

    /// A dot with digits behind it.
    void skipFraction() {
        int dot = position;
        if (consume(".")) {
            skipDigits();
            position = position == dot + 1 ? dot : position;
        }
    }

    static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    TrawlException unexpected(String expected) {
        String found = atEnd() ? "the end" : "`" + Character.toString(text.codePointAt(position)) + "`";
        return error("expected " + expected + ", found " + found, position);
    }

    TrawlException error(String problem, int at) {
        String quoted = text.length() <= QUOTED_QUERY_LENGTH ? text : text.substring(0, QUOTED_QUERY_LENGTH) + "…";
        return TrawlException.badRequest("failed to parse query: `" + quoted + "`: " + problem + " (at character "
                + (text.codePointCount(0, Math.min(at, text.length())) + 1) + ")");
    }

    /// A star that is not the start of a wildcard word; a backslash behind it goes on with the word.
    boolean atFreeStar() {
        if (atEnd() || peek() != '*') {
            return false;
        }
        if (position + 1 >= text.length()) {
            return true;
        }
        char next = text.charAt(position + 1);
        return next != '\\' && (isBlank(next) || SPECIAL_IN_WORD.indexOf(next) >= 0);
    }
}
