package io.trawl.docmapper;

import java.io.CharArrayReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.lucene.analysis.standard.StandardTokenizerImpl;
import org.apache.lucene.util.UnicodeUtil;

/// Words by the boundaries of UAX #29, as they are written; what has neither letter nor digit is none.
///
/// Lucene's scanner joins a run of a script that writes no blanks (Thai, Lao, Khmer); there the standard breaks
/// before each character that is not a mark, and so does this.
final class UnicodeSegmentCursor extends TokenCursor {
    private final StandardTokenizerImpl scanner = new StandardTokenizerImpl(new CharArrayReader(new char[0]));
    private char[] characters = new char[256];

    /// The longest word that the scanner's buffer takes; it would cut longer ones.
    private int buffered;

    /// The next character, and where it starts in the bytes.
    private int character;

    /// Where a run that is broken character by character ends, in characters.
    private int runEnd;

    @Override
    void reset(byte[] text, int offset, int length) {
        super.reset(text, offset, length);
        if (characters.length < length) {
            characters = new char[length + (length >> 1)];
        }
        int count = UnicodeUtil.UTF8toUTF16(text, offset, length, characters);
        if (buffered < count) {
            buffered = Math.max(256, count + (count >> 1));
            scanner.setBufferSize(buffered);
        }
        scanner.yyreset(new CharArrayReader(characters, 0, count));
        character = 0;
        runEnd = 0;
    }

    @Override
    boolean next() {
        while (character < runEnd || scan()) {
            int start = position;
            boolean word = character < runEnd ? pass(clusterEnd()) : pass(scanner.yychar() + scanner.yylength());
            if (word) {
                term.bytes = source;
                term.offset = start;
                term.length = position - start;
                tokenStart = start;
                tokenEnd = position;
                positionIncrement = 1;
                return true;
            }
        }
        return false;
    }

    /// Finds the scanner's next word and goes to its beginning.
    private boolean scan() {
        int type;
        try {
            type = scanner.getNextToken();
        } catch (IOException cannotBe) {
            throw new UncheckedIOException(cannotBe);
        }
        if (type == StandardTokenizerImpl.YYEOF) {
            return false;
        }
        pass(scanner.yychar());
        runEnd = type == StandardTokenizerImpl.SOUTH_EAST_ASIAN_TYPE ? scanner.yychar() + scanner.yylength() : 0;
        return true;
    }

    private int clusterEnd() {
        int at = character + Character.charCount(codePoint(character));
        while (at < runEnd && isMark(codePoint(at))) {
            at += Character.charCount(codePoint(at));
        }
        return at;
    }

    private static boolean isMark(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    /// Goes to the character `target`, and tells whether a letter or digit was passed.
    private boolean pass(int target) {
        boolean word = false;
        while (character < target) {
            int codePoint = codePoint(character);
            word |= WordCursor.isWordCharacter(codePoint);
            character += Character.charCount(codePoint);
            position += Utf8.lengthOf(codePoint);
        }
        return word;
    }

    private int codePoint(int at) {
        return Character.codePointAt(characters, at);
    }
}
