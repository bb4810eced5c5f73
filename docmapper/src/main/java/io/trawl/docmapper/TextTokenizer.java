package io.trawl.docmapper;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.lucene.util.BytesRef;

/// How a text becomes terms. Immutable; documents and queries are split by the same [TokenCursor].
public final class TextTokenizer {
    private final String name;
    private final boolean lowercases;
    private final Supplier<TokenCursor> cursors;

    TextTokenizer(String name, boolean lowercases, Supplier<TokenCursor> cursors) {
        this.name = name;
        this.lowercases = lowercases;
        this.cursors = cursors;
    }

    /// As mappings write it.
    public String name() {
        return name;
    }

    /// Whether terms are in lower case; patterns of wildcard and regex queries then are, too.
    public boolean lowercases() {
        return lowercases;
    }

    /// The tokens of a query's text, in order.
    public List<Token> tokenize(CharSequence text) {
        byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
        TokenCursor cursor = newCursor();
        cursor.reset(utf8, 0, utf8.length);
        List<Token> tokens = new ArrayList<>();
        int position = -1;
        while (cursor.next()) {
            position += cursor.positionIncrement;
            tokens.add(new Token(BytesRef.deepCopyOf(cursor.term), position, cursor.tokenStart, cursor.tokenEnd));
        }
        return tokens;
    }

    /// A piece of a term (of a wildcard, say) as terms are written: in lower case where terms are, but not split.
    public String normalize(String fragment) {
        return lowercases ? Lowercase.text(fragment) : fragment;
    }

    TokenCursor newCursor() {
        return cursors.get();
    }

    @Override
    public String toString() {
        return name;
    }
}
