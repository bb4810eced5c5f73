package io.trawl.docmapper;

import io.trawl.common.TrawlException;
import io.trawl.config.TokenizerConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The tokenizers an index may name: the built-in ones and those its doc mapping declares.
public final class Tokenizers {
    public static final TextTokenizer RAW = new TextTokenizer("raw", false, () -> new RawCursor(false));
    public static final TextTokenizer RAW_LOWERCASE =
            new TextTokenizer("raw_lowercase", true, () -> new RawCursor(true));
    public static final TextTokenizer LOWERCASE = new TextTokenizer("lowercase", true, () -> new RawCursor(true));
    public static final TextTokenizer DEFAULT = new TextTokenizer("default", true, WordCursor::new);
    public static final TextTokenizer WHITESPACE = new TextTokenizer("whitespace", false, WhitespaceCursor::new);

    private static final Map<String, TextTokenizer> BUILT_IN =
            byName(RAW, RAW_LOWERCASE, LOWERCASE, DEFAULT, WHITESPACE);

    private final Map<String, TextTokenizer> custom;

    private Tokenizers(Map<String, TextTokenizer> custom) {
        this.custom = custom;
    }

    /// With the built-in ones and `configs`.
    ///
    /// @throws TrawlException BAD_REQUEST for a kind that does not exist yet
    public static Tokenizers of(List<TokenizerConfig> configs) {
        Map<String, TextTokenizer> custom = new HashMap<>();
        for (TokenizerConfig config : configs) {
            custom.put(config.name(), build(config));
        }
        return new Tokenizers(custom);
    }

    /// The built-in tokenizer of that name.
    public static Optional<TextTokenizer> named(String name) {
        return Optional.ofNullable(BUILT_IN.get(name));
    }

    /// The tokenizer of that name, built in or declared.
    public Optional<TextTokenizer> find(String name) {
        TextTokenizer declared = custom.get(name);
        return declared == null ? named(name) : Optional.of(declared);
    }

    /// A tokenizer of an ad-hoc or declared configuration.
    ///
    /// @throws TrawlException BAD_REQUEST for a kind that does not exist yet
    public static TextTokenizer build(TokenizerConfig config) {
        throw TrawlException.badRequest("custom tokenizers are not supported yet, got `" + config.name() + "`");
    }

    private static Map<String, TextTokenizer> byName(TextTokenizer... tokenizers) {
        Map<String, TextTokenizer> map = new HashMap<>();
        for (TextTokenizer tokenizer : tokenizers) {
            map.put(tokenizer.name(), tokenizer);
        }
        return Map.copyOf(map);
    }
}
