package io.trawl.docmapper;

/// The whole text is one token, unless it is too long.
final class RawCursor extends TokenCursor {
    private final boolean lowercase;
    private final byte[] buffer = new byte[6 * WordCursor.TOKEN_BYTES_LIMIT];
    private boolean done = true;

    RawCursor(boolean lowercase) {
        this.lowercase = lowercase;
    }

    @Override
    void reset(byte[] text, int offset, int length) {
        super.reset(text, offset, length);
        done = false;
        positionIncrement = 1;
    }

    @Override
    boolean next() {
        if (done) {
            return false;
        }
        done = true;
        tokenStart = position;
        tokenEnd = end;
        if (lowercase) {
            // Lower case makes a character shorter by at most two of three bytes, so this cannot pass.
            if (end - position >= 3 * WordCursor.TOKEN_BYTES_LIMIT) {
                return false;
            }
            term.bytes = buffer;
            term.offset = 0;
            term.length = Lowercase.write(source, position, end - position, buffer, 0);
        } else {
            term.bytes = source;
            term.offset = position;
            term.length = end - position;
        }
        position = end;
        return term.length < WordCursor.TOKEN_BYTES_LIMIT;
    }
}
