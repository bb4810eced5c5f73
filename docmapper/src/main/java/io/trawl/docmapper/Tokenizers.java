package io.trawl.docmapper;

import io.trawl.common.TrawlException;
import io.trawl.config.TokenFilter;
import io.trawl.config.TokenizerConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The tokenizers an index may name: the built-in ones and those its doc mapping declares.
public final class Tokenizers {
    public static final TextTokenizer RAW = new TextTokenizer("raw", false, () -> new RawCursor(false));
    public static final TextTokenizer RAW_LOWERCASE =
            new TextTokenizer("raw_lowercase", true, () -> new RawCursor(true));
    public static final TextTokenizer LOWERCASE = new TextTokenizer("lowercase", true, () -> new RawCursor(true));
    public static final TextTokenizer DEFAULT = new TextTokenizer("default", true, WordCursor::new);
    public static final TextTokenizer WHITESPACE = new TextTokenizer("whitespace", false, WhitespaceCursor::new);

    public static final TextTokenizer CHINESE_COMPATIBLE = filtered(
            "chinese_compatible",
            () -> new WordRunCursor(true),
            List.of(TokenFilter.REMOVE_LONG, TokenFilter.LOWER_CASER));
    public static final TextTokenizer SOURCE_CODE_DEFAULT = sourceCode("source_code_default", false);
    public static final TextTokenizer SOURCE_CODE_WITH_HEX = sourceCode("source_code_with_hex", true);
    public static final TextTokenizer UNICODE_SEGMENTER = unicodeSegmenter("unicode_segmenter");
    public static final TextTokenizer DATADOG = unicodeSegmenter("datadog");
    public static final TextTokenizer EN_STEM = new TextTokenizer("en_stem", true, EnglishStemCursor::new);

    private static final Map<String, TextTokenizer> BUILT_IN = byName(
            RAW,
            RAW_LOWERCASE,
            LOWERCASE,
            DEFAULT,
            WHITESPACE,
            CHINESE_COMPATIBLE,
            SOURCE_CODE_DEFAULT,
            SOURCE_CODE_WITH_HEX,
            UNICODE_SEGMENTER,
            DATADOG,
            EN_STEM);

    private final Map<String, TextTokenizer> custom;

    private Tokenizers(Map<String, TextTokenizer> custom) {
        this.custom = custom;
    }

    /// With the built-in ones and `configs`.
    ///
    /// @throws TrawlException BAD_REQUEST for sizes or a pattern that cannot be
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
    /// @throws TrawlException BAD_REQUEST for sizes or a pattern that cannot be
    public static TextTokenizer build(TokenizerConfig config) {
        return filtered(config.name(), cursors(config), config.filters());
    }

    private static Supplier<TokenCursor> cursors(TokenizerConfig config) {
        return switch (config.type()) {
            case TokenizerConfig.Type.Ngram(int minGram, int maxGram, boolean prefixOnly) -> {
                if (minGram < 1) {
                    throw invalid(config, "ngram", "min_gram must be greater than 0");
                }
                if (minGram > maxGram) {
                    throw invalid(config, "ngram", "min_gram must not be greater than max_gram");
                }
                yield () -> new NgramCursor(minGram, maxGram, prefixOnly);
            }
            case TokenizerConfig.Type.Regex(String pattern) -> {
                TokenPattern program;
                try {
                    program = TokenPattern.of(pattern);
                } catch (IllegalArgumentException malformed) {
                    throw invalid(config, "regex", malformed.getMessage());
                }
                yield () -> new RegexCursor(program);
            }
            case TokenizerConfig.Type.Simple() -> () -> new WordRunCursor(false);
            case TokenizerConfig.Type.SourceCode() -> () -> new SourceCodeCursor(false);
        };
    }

    private static TrawlException invalid(TokenizerConfig config, String type, @Nullable String argument) {
        return TrawlException.badRequest("invalid config: failed to build tokenizer `" + config.name() + "`: invalid "
                + type + " tokenizer\n\nCaused by:\n    An invalid argument was passed: '" + argument + "'");
    }

    private static TextTokenizer filtered(String name, Supplier<TokenCursor> cursors, List<TokenFilter> filters) {
        return new TextTokenizer(
                name,
                filters.contains(TokenFilter.LOWER_CASER),
                filters.contains(TokenFilter.ASCII_FOLDING),
                () -> new FilteredCursor(cursors.get(), filters));
    }

    private static TextTokenizer sourceCode(String name, boolean keepHex) {
        return filtered(
                name,
                () -> new SourceCodeCursor(keepHex),
                List.of(TokenFilter.REMOVE_LONG, TokenFilter.LOWER_CASER, TokenFilter.ASCII_FOLDING));
    }

    private static TextTokenizer unicodeSegmenter(String name) {
        return filtered(name, UnicodeSegmentCursor::new, List.of(TokenFilter.LOWER_CASER, TokenFilter.REMOVE_LONG));
    }

    private static Map<String, TextTokenizer> byName(TextTokenizer... tokenizers) {
        Map<String, TextTokenizer> map = new HashMap<>();
        for (TextTokenizer tokenizer : tokenizers) {
            map.put(tokenizer.name(), tokenizer);
        }
        return Map.copyOf(map);
    }
}
