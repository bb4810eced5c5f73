package io.trawl.query;

import io.trawl.common.TrawlException;
import io.trawl.docmapper.FieldEntry;
import io.trawl.docmapper.JsonType;
import io.trawl.docmapper.TermCodec;
import io.trawl.docmapper.TextTokenizer;
import io.trawl.docmapper.Token;
import io.trawl.docmapper.Tokenizers;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.lucene.util.BytesRef;

/// Where the tokens of a text lie among the terms of a Lucene field: a text field of its own, or one path of a json
/// field.
///
/// @param prefix the beginning of all terms of the space
/// @param termOf the term of a token
record TextSpace(FieldEntry entry, BytesRef prefix, UnaryOperator<BytesRef> termOf) {
    static TextSpace plain(FieldEntry entry) {
        return new TextSpace(entry, new BytesRef(), UnaryOperator.identity());
    }

    static TextSpace json(FieldEntry root, String path) {
        return new TextSpace(root, TermCodec.jsonPrefix(path, JsonType.TEXT), token -> TermCodec.jsonText(path, token));
    }

    String field() {
        return entry.luceneField();
    }

    BytesRef term(BytesRef token) {
        return termOf.apply(token);
    }

    List<Token> tokenize(String text, Optional<String> tokenizerName) {
        return tokenizer(tokenizerName).tokenize(text);
    }

    private TextTokenizer tokenizer(Optional<String> name) {
        if (name.isEmpty()) {
            return tokenizer();
        }
        return Tokenizers.named(name.get())
                .orElseThrow(() -> TrawlException.badRequest("invalid query: unknown tokenizer `" + name.get() + "`"));
    }

    TextTokenizer tokenizer() {
        return entry.tokenizer().orElse(Tokenizers.RAW);
    }
}
