package io.trawl.docmapper;

import io.trawl.config.TokenFilter;
import java.util.List;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.UnicodeUtil;
import org.jspecify.annotations.Nullable;

/// The tokens of another cursor, changed by filters in the order given. What Lucene cannot hold is dropped at last.
final class FilteredCursor extends TokenCursor {
    /// Characters that one becomes at most, as the folding promises.
    private static final int FOLDING_GROWTH = 4;

    private final TokenCursor tokens;
    private final TokenFilter[] filters;
    private byte[] lower = new byte[256];
    private byte[] folded = new byte[256];
    private char[] characters = new char[128];
    private char[] foldedCharacters = new char[128];

    FilteredCursor(TokenCursor tokens, List<TokenFilter> filters) {
        this.tokens = tokens;
        this.filters = filters.toArray(TokenFilter[]::new);
    }

    @Override
    void reset(byte[] text, int offset, int length) {
        super.reset(text, offset, length);
        tokens.reset(text, offset, length);
    }

    @Override
    boolean next() {
        int increment = 0;
        while (tokens.next()) {
            increment += tokens.positionIncrement;
            term.bytes = tokens.term.bytes;
            term.offset = tokens.term.offset;
            term.length = tokens.term.length;
            if (isKept()) {
                positionIncrement = increment;
                tokenStart = tokens.tokenStart;
                tokenEnd = tokens.tokenEnd;
                return true;
            }
        }
        return false;
    }

    @Override
    @Nullable
    String cutShort() {
        return tokens.cutShort();
    }

    private boolean isKept() {
        for (TokenFilter filter : filters) {
            switch (filter) {
                case REMOVE_LONG -> {
                    if (term.length >= WordCursor.TOKEN_BYTES_LIMIT) {
                        return false;
                    }
                }
                case LOWER_CASER -> lowercase();
                case ASCII_FOLDING -> fold();
            }
        }
        return term.length <= TermCodec.TERM_BYTES_MAX;
    }

    private void lowercase() {
        // Folding may have made the term; it then lies in its own buffer, never in this one.
        lower = Utf8.grown(lower, 0, 2 * term.length);
        term.length = Lowercase.write(term.bytes, term.offset, term.length, lower, 0);
        term.bytes = lower;
        term.offset = 0;
    }

    private void fold() {
        if (isAscii(term)) {
            return;
        }
        if (characters.length < term.length) {
            characters = new char[2 * term.length];
        }
        int length = UnicodeUtil.UTF8toUTF16(term.bytes, term.offset, term.length, characters);
        if (foldedCharacters.length < FOLDING_GROWTH * length) {
            foldedCharacters = new char[FOLDING_GROWTH * characters.length];
        }
        int foldedLength = ASCIIFoldingFilter.foldToASCII(characters, 0, foldedCharacters, 0, length);
        folded = Utf8.grown(folded, 0, UnicodeUtil.maxUTF8Length(foldedLength));
        term.length = UnicodeUtil.UTF16toUTF8(foldedCharacters, 0, foldedLength, folded);
        term.bytes = folded;
        term.offset = 0;
    }

    /// A text without accents.
    static String folded(String text) {
        char[] plain = new char[FOLDING_GROWTH * text.length()];
        return new String(plain, 0, ASCIIFoldingFilter.foldToASCII(text.toCharArray(), 0, plain, 0, text.length()));
    }

    private static boolean isAscii(BytesRef text) {
        for (int i = text.offset; i < text.offset + text.length; i++) {
            if (text.bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }
}
