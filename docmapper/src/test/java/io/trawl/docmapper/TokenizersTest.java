package io.trawl.docmapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.TrawlException;
import io.trawl.config.BuiltinTokenizers;
import io.trawl.config.TokenFilter;
import io.trawl.config.TokenizerConfig;
import io.trawl.testkit.TestSeed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

class TokenizersTest {
    @Test
    void everyReservedNameIsATokenizer() {
        assertThat(BuiltinTokenizers.NAMES)
                .allSatisfy(name -> assertThat(Tokenizers.named(name)).isPresent());
    }

    /// Tokens that a real Quickwit answered.
    @TestFactory
    Stream<DynamicTest> analysesAsRecorded() throws IOException {
        try (InputStream in = TokenizersTest.class.getResourceAsStream("/golden/analyze.json")) {
            return Mappings.JSON.readTree(Objects.requireNonNull(in)).valueStream().toList().stream()
                    .map(sample -> DynamicTest.dynamicTest(sample.get("name").asString(), () -> check(sample)));
        }
    }

    private static void check(JsonNode sample) {
        JsonNode json = sample.get("tokenizer");
        TokenizerConfig.Type type = switch (json.get("type").asString()) {
            case "simple" -> new TokenizerConfig.Type.Simple();
            case "source_code" -> new TokenizerConfig.Type.SourceCode();
            default -> new TokenizerConfig.Type.Regex(json.get("pattern").asString());
        };
        List<TokenFilter> filters = json.path("filters")
                .valueStream()
                .map(name -> TokenFilter.valueOf(name.asString().toUpperCase(Locale.ROOT)))
                .toList();
        List<Token> expected = sample.get("tokens")
                .valueStream()
                .map(token -> new Token(
                        new BytesRef(token.get(0).asString()),
                        token.get(1).asInt(),
                        token.get(2).asInt(),
                        token.get(3).asInt()))
                .toList();

        assertThat(tokenizer(type, filters).tokenize(sample.get("text").asString()))
                .isEqualTo(expected);
    }

    @Test
    void chineseCompatibleTakesIdeographsOneByOne() {
        assertThat(terms(Tokenizers.CHINESE_COMPATIBLE, "中文分词 Mixed 日本語abc混ぜ"))
                .containsExactly("中", "文", "分", "词", "mixed", "日", "本", "語", "abc", "混", "ぜ");
    }

    @Test
    void sourceCodeIsSplitIntoWordsThenLoweredAndFolded() {
        assertThat(terms(Tokenizers.SOURCE_CODE_DEFAULT, "RPCResult parseHTMLDoc2PDF snake_case PigCafé2 ÉtéHTTP42x A"))
                .containsExactly(
                        "rpc", "result", "parse", "html", "doc", "2", "pdf", "snake", "case", "pig", "cafe", "2", "ete",
                        "http", "42", "x", "a");
        assertThat(terms(Tokenizers.SOURCE_CODE_DEFAULT, "550e8400")).containsExactly("550", "e", "8400");
    }

    @Test
    void hexadecimalRunsStayWholeIfAskedFor() {
        assertThat(terms(
                        Tokenizers.SOURCE_CODE_WITH_HEX,
                        "req 550e8400-e29b-41d4-A716-446655440000 0xDEAD deadbeef12 fooBar parseHTML2 é12ab"))
                .containsExactly(
                        "req",
                        "550e8400",
                        "e29b",
                        "41d4",
                        "a716",
                        "446655440000",
                        "0",
                        "x",
                        "dead",
                        "deadbeef12",
                        "foo",
                        "bar",
                        "parse",
                        "html",
                        "2",
                        "e",
                        "12",
                        "ab");
    }

    @Test
    void unicodeSegmenterFollowsTheStandard() {
        assertThat(terms(Tokenizers.UNICODE_SEGMENTER, "Can't stop-the bob@example.com 3.14 1,000 snake_case 日本 😀x"))
                .containsExactly(
                        "can't", "stop", "the", "bob", "example.com", "3.14", "1,000", "snake_case", "日", "本", "x");
        assertThat(terms(Tokenizers.DATADOG, "ไทย ที่")).containsExactly("ไ", "ท", "ย", "ที่");
        List<Token> tokens = Tokenizers.UNICODE_SEGMENTER.tokenize("É " + "y".repeat(5000) + " end");
        assertThat(tokens)
                .containsExactly(new Token(new BytesRef("é"), 0, 0, 2), new Token(new BytesRef("end"), 2, 5004, 5007));
    }

    @Test
    void englishWordsAreStemmed() {
        assertThat(terms(Tokenizers.EN_STEM, "Running connections happily café日本 x"))
                .containsExactly("run", "connect", "happili", "café日本", "x");
    }

    @Test
    void ngramsLieAtOnePosition() {
        List<Token> grams = ngrams(1, 2, false).tokenize("aéb日");

        assertThat(grams)
                .extracting(gram -> gram.term().utf8ToString())
                .containsExactly("a", "aé", "é", "éb", "b", "b日", "日");
        assertThat(grams).allSatisfy(gram -> assertThat(gram.position()).isZero());
        assertThat(grams.get(3)).isEqualTo(new Token(new BytesRef("éb"), 0, 1, 4));
        assertThat(terms(ngrams(2, 4, true), "Prefix word")).containsExactly("Pr", "Pre", "Pref");
        assertThat(terms(ngrams(3, 4, false), "ab")).isEmpty();
        assertThat(terms(ngrams(3, 9, false), "abc")).containsExactly("abc");
        assertThat(terms(ngrams(3, 9, false), "")).isEmpty();
    }

    @Test
    void ngramsOfAnySizeOverAnyTextAreBounded() {
        String text = "x".repeat(1 << 20);
        for (TextTokenizer tokenizer : List.of(
                ngrams(1, Integer.MAX_VALUE, false),
                ngrams(1, Integer.MAX_VALUE, true),
                ngrams(1, 1, false),
                ngrams(30_000, 40_000, false))) {
            assertThatThrownBy(() -> tokenizer.tokenize(text))
                    .isInstanceOf(TrawlException.class)
                    .hasMessageContaining("more than");
        }
        assertThat(ngrams(40_000, 50_000, false).tokenize(text)).isEmpty();
        assertThat(ngrams(Integer.MAX_VALUE, Integer.MAX_VALUE, false).tokenize(text))
                .isEmpty();
    }

    @Test
    void ngramsAgreeWithAPlainImplementation() {
        Random random = TestSeed.next("TokenizersTest.ngrams").random();
        for (int round = 0; round < 500; round++) {
            String text = WordCursorTest.randomText(random);
            int min = 1 + random.nextInt(4);
            int max = min + random.nextInt(4);
            int[] characters = text.codePoints().toArray();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < characters.length; i++) {
                for (int n = min; n <= max && i + n <= characters.length; n++) {
                    expected.add(new String(characters, i, n));
                }
            }

            assertThat(terms(ngrams(min, max, false), text)).isEqualTo(expected);
        }
    }

    /// Whatever [WordCursor] does in one pass over bytes, the plain cursor and filters do one after another.
    @Test
    void filtersOverPlainWordsMakeTheDefaultTokenizer() {
        TextTokenizer plain =
                tokenizer(new TokenizerConfig.Type.Simple(), List.of(TokenFilter.REMOVE_LONG, TokenFilter.LOWER_CASER));
        Random random = TestSeed.next("TokenizersTest.simple").random();
        for (int round = 0; round < 1000; round++) {
            String text = WordCursorTest.randomText(random);

            assertThat(plain.tokenize(text)).as(text).isEqualTo(Tokenizers.DEFAULT.tokenize(text));
        }
    }

    @Test
    void sourceCodeAgreesWithAPlainImplementation() {
        TextTokenizer tokenizer = tokenizer(new TokenizerConfig.Type.SourceCode(), List.of());
        Random random = TestSeed.next("TokenizersTest.source").random();
        for (int round = 0; round < 1000; round++) {
            String text = WordCursorTest.randomText(random) + "aB9 ABc1ÉÀé".repeat(random.nextInt(3));

            assertThat(terms(tokenizer, text)).as(text).isEqualTo(plainWords(text));
        }
    }

    /// By the library's regular expressions.
    private static List<String> plainWords(String text) {
        String upper = "[\\p{IsAlphabetic}&&\\p{IsUppercase}]";
        String lower = "[\\p{IsAlphabetic}&&[^\\p{IsUppercase}]]";
        String digits = "[[\\p{Nd}\\p{Nl}\\p{No}]&&[^\\p{IsAlphabetic}]]+";
        java.util.regex.Matcher matcher = java.util.regex.Pattern.compile(
                        upper + "+(?!" + lower + ")|" + upper + lower + "+|" + lower + "+|" + digits)
                .matcher(text);
        List<String> words = new ArrayList<>();
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }

    @Test
    void textAfterALimitIsNotIndexedButTheDocumentIs() throws IOException {
        DocMapper mapper = DocMapper.of(Mappings.mapping("""
                {"mode":"strict","tokenizers":[{"name":"ng","type":"ngram","min_gram":1,"max_gram":100000}],
                 "field_mappings":[{"name":"t","type":"text","tokenizer":"ng"}]}"""));
        String line = "{\"t\":\"" + "x".repeat(20_000) + "\"}";
        try (IndexedDocs docs = new IndexedDocs(mapper.newParser(), line)) {
            assertThat(docs.terms("t")).hasSizeBetween(5_000, 6_000);
        }
    }

    @Test
    void foldingChangesWhatPatternsAreMatchedWith() {
        assertThat(Tokenizers.SOURCE_CODE_DEFAULT.normalize("CAFÉ")).isEqualTo("cafe");
        assertThat(Tokenizers.UNICODE_SEGMENTER.normalize("CAFÉ")).isEqualTo("café");
    }

    private static TextTokenizer ngrams(int min, int max, boolean prefixOnly) {
        return tokenizer(new TokenizerConfig.Type.Ngram(min, max, prefixOnly), List.of());
    }

    static TextTokenizer tokenizer(TokenizerConfig.Type type, List<TokenFilter> filters) {
        return Tokenizers.build(new TokenizerConfig("my", type, filters));
    }

    private static List<String> terms(TextTokenizer tokenizer, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        List<String> terms = new ArrayList<>();
        for (Token token : tokenizer.tokenize(text)) {
            assertThat(token.startOffset()).isLessThan(token.endOffset());
            assertThat(token.endOffset()).isLessThanOrEqualTo(utf8.length);
            terms.add(token.term().utf8ToString());
        }
        return terms;
    }
}
