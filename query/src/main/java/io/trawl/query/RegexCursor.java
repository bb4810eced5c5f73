package io.trawl.query;

import io.trawl.common.TrawlException;

/// A place in a regular expression, and errors that tell it.
final class RegexCursor {
    /// How much of a pattern a message repeats.
    private static final int SHOWN_LENGTH = 100;

    final String pattern;
    int position;

    RegexCursor(String pattern) {
        this.pattern = pattern;
    }

    boolean atEnd() {
        return position >= pattern.length();
    }

    char peek() {
        return pattern.charAt(position);
    }

    boolean at(char expected) {
        return !atEnd() && peek() == expected;
    }

    boolean consume(String expected) {
        if (pattern.startsWith(expected, position)) {
            position += expected.length();
            return true;
        }
        return false;
    }

    int nextCodePoint() {
        int codePoint = pattern.codePointAt(position);
        position += Character.charCount(codePoint);
        return codePoint;
    }

    TrawlException invalid(String problem) {
        String shown = pattern.length() > SHOWN_LENGTH ? pattern.substring(0, SHOWN_LENGTH) + "…" : pattern;
        return QueryErrors.invalid(
                "failed to parse regex: " + problem + " (at character " + (position + 1) + " of `" + shown + "`)");
    }
}
