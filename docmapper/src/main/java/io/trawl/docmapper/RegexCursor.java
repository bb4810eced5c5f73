package io.trawl.docmapper;

import org.jspecify.annotations.Nullable;

/// Each match of a pattern is a token.
final class RegexCursor extends TokenCursor {
    private final PatternMatcher matcher;

    RegexCursor(TokenPattern pattern) {
        this.matcher = new PatternMatcher(pattern);
    }

    @Override
    void reset(byte[] text, int offset, int length) {
        super.reset(text, offset, length);
        matcher.reset(text, offset, length);
    }

    @Override
    boolean next() {
        if (!matcher.find(position)) {
            return false;
        }
        position = matcher.matchEnd;
        tokenStart = matcher.matchStart;
        tokenEnd = matcher.matchEnd;
        term.bytes = source;
        term.offset = tokenStart;
        term.length = tokenEnd - tokenStart;
        positionIncrement = 1;
        return true;
    }

    @Override
    @Nullable
    String cutShort() {
        return matcher.isExhausted()
                ? "the pattern needs more than " + PatternMatcher.STEPS_MAX + " steps for the text"
                : null;
    }
}
