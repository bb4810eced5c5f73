package io.trawl.docmapper;

import org.apache.lucene.util.UnicodeUtil;
import org.tartarus.snowball.ext.EnglishStemmer;

/// The words of the `default` tokenizer, cut down to their stems as English has them.
final class EnglishStemCursor extends TokenCursor {
    private final TokenCursor words = new WordCursor();
    private final EnglishStemmer stemmer = new EnglishStemmer();
    private final char[] characters = new char[2 * WordCursor.TOKEN_BYTES_LIMIT];
    private byte[] stem = new byte[3 * WordCursor.TOKEN_BYTES_LIMIT];

    @Override
    void reset(byte[] text, int offset, int length) {
        super.reset(text, offset, length);
        words.reset(text, offset, length);
    }

    @Override
    boolean next() {
        if (!words.next()) {
            return false;
        }
        int length = UnicodeUtil.UTF8toUTF16(words.term.bytes, words.term.offset, words.term.length, characters);
        stemmer.setCurrent(characters, length);
        stemmer.stem();
        int stemLength = stemmer.getCurrentBufferLength();
        stem = Utf8.grown(stem, 0, UnicodeUtil.maxUTF8Length(stemLength));
        term.bytes = stem;
        term.offset = 0;
        term.length = UnicodeUtil.UTF16toUTF8(stemmer.getCurrentBuffer(), 0, stemLength, stem);
        positionIncrement = words.positionIncrement;
        tokenStart = words.tokenStart;
        tokenEnd = words.tokenEnd;
        return true;
    }
}
