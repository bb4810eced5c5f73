package io.trawl.docmapper;

import org.jspecify.annotations.Nullable;

/// All runs of so many characters of a text, or those at its beginning. All have the position 0.
final class NgramCursor extends TokenCursor {
    /// Bytes of all grams of one text: some 4 million trigrams, or 180 of the longest terms. Large grams of a large
    /// text would take their product.
    static final int GRAM_BYTES_MAX = 16 << 20;

    private final int minGram;
    private final int maxGram;
    private final boolean prefixOnly;

    private int start;

    /// Where the shortest gram from `start` ends; negative if the text is too short for one.
    private int shortestEnd;

    private int gramEnd;
    private int gramCharacters;
    private int bytesGiven;
    private boolean first;

    NgramCursor(int minGram, int maxGram, boolean prefixOnly) {
        this.minGram = minGram;
        this.maxGram = maxGram;
        this.prefixOnly = prefixOnly;
    }

    @Override
    void reset(byte[] text, int offset, int length) {
        super.reset(text, offset, length);
        start = offset;
        shortestEnd = offset;
        for (int i = 0; i < minGram && shortestEnd >= 0; i++) {
            shortestEnd = after(shortestEnd);
        }
        gramEnd = shortestEnd;
        gramCharacters = minGram;
        bytesGiven = 0;
        first = true;
    }

    @Override
    boolean next() {
        while (gramEnd < 0 || gramEnd - start > TermCodec.TERM_BYTES_MAX) {
            if (prefixOnly || shortestEnd < 0 || after(shortestEnd) < 0) {
                return false;
            }
            start = after(start);
            shortestEnd = after(shortestEnd);
            gramEnd = shortestEnd;
            gramCharacters = minGram;
        }
        int length = gramEnd - start;
        if (bytesGiven > GRAM_BYTES_MAX - length) {
            bytesGiven = GRAM_BYTES_MAX + 1;
            return false;
        }
        bytesGiven += length;
        term.bytes = source;
        term.offset = start;
        term.length = length;
        tokenStart = start;
        tokenEnd = gramEnd;
        positionIncrement = first ? 1 : 0;
        first = false;
        gramEnd = gramCharacters < maxGram ? after(gramEnd) : -1;
        gramCharacters++;
        return true;
    }

    @Override
    @Nullable
    String cutShort() {
        return bytesGiven > GRAM_BYTES_MAX
                ? "the n-grams of the text take more than " + GRAM_BYTES_MAX + " bytes"
                : null;
    }

    /// Where the character at `at` ends; negative at the end of the text.
    private int after(int at) {
        return at < end ? at + Utf8.length(source[at]) : -1;
    }
}
