package io.trawl.docmapper;

import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.TermToBytesRefAttribute;

/// Feeds the tokens of a cursor to the indexer. One a field, for all its values and documents.
final class TextStream extends TokenStream {
    private final TokenAttributes attributes;
    private final TokenCursor cursor;

    /// Added to the first token's increment, so that no phrase spans two values of a document.
    private int gap;

    TextStream(TokenCursor cursor) {
        super(TokenAttributes.FACTORY);
        this.attributes = (TokenAttributes) addAttribute(TermToBytesRefAttribute.class);
        this.cursor = cursor;
    }

    /// @param continued whether the document has an earlier value of the field
    TextStream over(byte[] text, int offset, int length, boolean continued) {
        cursor.reset(text, offset, length);
        gap = continued ? 1 : 0;
        return this;
    }

    @Override
    public boolean incrementToken() {
        if (!cursor.next()) {
            return false;
        }
        attributes.set(cursor.term, cursor.positionIncrement + gap);
        gap = 0;
        return true;
    }

    @Override
    public void reset() {}

    @Override
    public void end() {
        attributes.setPositionIncrement(0);
    }

    @Override
    public void close() {}
}
