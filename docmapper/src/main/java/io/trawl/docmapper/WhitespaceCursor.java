package io.trawl.docmapper;

/// Splits at ASCII white space and changes nothing else; only what Lucene cannot hold is dropped.
final class WhitespaceCursor extends TokenCursor {
    @Override
    boolean next() {
        int at = position;
        int increment = 1;
        while (true) {
            while (at < end && isSpace(source[at])) {
                at++;
            }
            if (at >= end) {
                position = end;
                return false;
            }
            int start = at;
            while (at < end && !isSpace(source[at])) {
                at++;
            }
            if (at - start > TermCodec.TERM_BYTES_MAX) {
                increment++;
                continue;
            }
            term.bytes = source;
            term.offset = start;
            term.length = at - start;
            tokenStart = start;
            tokenEnd = at;
            position = at;
            positionIncrement = increment;
            return true;
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r' || b == '\f';
    }
}
