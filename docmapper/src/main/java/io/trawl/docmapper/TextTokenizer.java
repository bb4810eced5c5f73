package io.trawl.docmapper;

import io.trawl.common.TrawlException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.lucene.util.BytesRef;

/// How a text becomes terms. Immutable; documents and queries are split by the same [TokenCursor].
public final class TextTokenizer {
    /// Tokens of one text; each takes some 100 bytes in memory and as many in an answer.
    public static final int TOKENS_MAX = 100_000;

    private final String name;
    private final boolean lowercases;
    private final boolean folds;
    private final Supplier<TokenCursor> cursors;

    TextTokenizer(String name, boolean lowercases, Supplier<TokenCursor> cursors) {
        this(name, lowercases, false, cursors);
    }

    /// @param folds whether letters lose their accents
    TextTokenizer(String name, boolean lowercases, boolean folds, Supplier<TokenCursor> cursors) {
        this.name = name;
        this.lowercases = lowercases;
        this.folds = folds;
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
    ///
    /// @throws TrawlException BAD_REQUEST if there are more than [#TOKENS_MAX], or finding them took too long
    public List<Token> tokenize(CharSequence text) {
        byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
        TokenCursor cursor = newCursor();
        cursor.reset(utf8, 0, utf8.length);
        List<Token> tokens = new ArrayList<>();
        int position = -1;
        while (cursor.next()) {
            if (tokens.size() == TOKENS_MAX) {
                throw tooMuch("the text has more than " + TOKENS_MAX + " tokens");
            }
            position += cursor.positionIncrement;
            tokens.add(new Token(BytesRef.deepCopyOf(cursor.term), position, cursor.tokenStart, cursor.tokenEnd));
        }
        String limit = cursor.cutShort();
        if (limit != null) {
            throw tooMuch(limit);
        }
        return tokens;
    }

    private TrawlException tooMuch(String limit) {
        return TrawlException.badRequest("tokenizer `" + name + "`: " + limit + ": shorten the text");
    }

    /// A piece of a term (of a wildcard, say) as terms are written: in lower case and without accents where terms
    /// are, but not split.
    public String normalize(String fragment) {
        String normal = lowercases ? Lowercase.text(fragment) : fragment;
        return folds ? FilteredCursor.folded(normal) : normal;
    }

    TokenCursor newCursor() {
        return cursors.get();
    }

    @Override
    public String toString() {
        return name;
    }
}
