package io.trawl.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.testkit.Proves;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Tokenizers, section A.5, by what they find of one document.
class TokenizerContractTest extends ContractTest {
    private static final String TEXT =
            "GET /api/userProfiles?id=42 Running don't 550e8400-deadbeef \u4e2d\u6587 Caf\u00e9 x_y";

    private static final List<String> NAMES = List.of(
            "raw",
            "raw_lowercase",
            "lowercase",
            "default",
            "whitespace",
            "chinese_compatible",
            "source_code_default",
            "source_code_with_hex",
            "unicode_segmenter",
            "datadog",
            "en_stem",
            "grams",
            "heads",
            "words",
            "plain",
            "code");

    @BeforeAll
    static void indexOneTextInEveryWay() {
        List<String> fields = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (String name : NAMES) {
            fields.add("{'name': '" + name + "', 'type': 'text', 'tokenizer': '" + name + "', 'record': 'position'}");
            values.add("\"" + name + "\": \"" + TEXT + "\"");
        }
        create(
                "tok",
                "{'mode': 'strict', 'tokenizers': ["
                        + "{'name': 'grams', 'type': 'ngram', 'min_gram': 3, 'max_gram': 4, 'filters': ['lower_caser']},"
                        + "{'name': 'heads', 'type': 'ngram', 'min_gram': 2, 'max_gram': 4, 'prefix_only': true},"
                        + "{'name': 'words', 'type': 'regex', 'pattern': '[a-z]{4,}'},"
                        + "{'name': 'plain', 'type': 'simple'},"
                        + "{'name': 'code', 'type': 'source_code', 'filters': ['lower_caser']}],"
                        + "'field_mappings': [" + String.join(",", fields) + "]}");
        assertThat(node.post("/api/v1/tok/ingest?commit=force", "{" + String.join(",", values) + "}\n")
                        .json()
                        .path("num_ingested_docs")
                        .intValue())
                .isEqualTo(1);
    }

    private static void assertFinds(String field, String... queries) {
        for (String query : queries) {
            assertThat(found(field, query)).as(field + " finds " + query).isTrue();
        }
    }

    private static void assertMisses(String field, String... queries) {
        for (String query : queries) {
            assertThat(found(field, query)).as(field + " misses " + query).isFalse();
        }
    }

    private static boolean found(String field, String query) {
        return search("tok", field + ":" + query, "&max_hits=0")
                        .path("num_hits")
                        .intValue()
                == 1;
    }

    @Test
    @Proves({"TOK-01", "TOK-02", "TOK-03"})
    void rawKeepsTheWholeValue() {
        assertFinds("raw", "\"" + TEXT + "\"", "GET*");
        assertMisses("raw", "\"" + TEXT.toLowerCase(java.util.Locale.ROOT) + "\"", "GET", "get*");
        assertFinds("raw_lowercase", "\"" + TEXT.toUpperCase(java.util.Locale.ROOT) + "\"", "GET*");
        assertFinds("lowercase", "\"" + TEXT.toUpperCase(java.util.Locale.ROOT) + "\"", "get*");
        assertMisses("raw_lowercase", "get");
        assertMisses("lowercase", "get");
    }

    @Test
    @Proves("TOK-04")
    void defaultCutsAtWhatIsNoLetterOrDigit() {
        assertFinds("default", "get", "GET", "USERPROFILES", "42", "don", "t", "x", "y", "caf\u00e9", "\u4e2d\u6587");
        assertMisses("default", "user", "dont", "x_z", "cafe", "\u4e2d", "run");
    }

    @Test
    @Proves("TOK-05")
    void whitespaceCutsAtBlanksOnly() {
        assertFinds("whitespace", "GET", "\"/api/userProfiles?id=42\"", "\"don't\"", "Caf\u00e9");
        assertMisses("whitespace", "get", "api", "42");
    }

    @Test
    @Proves("TOK-06")
    void chineseCompatibleCutsIdeographs() {
        assertFinds("chinese_compatible", "\u4e2d", "\u6587", "get", "\u4e2d\u6587");
        assertMisses("chinese_compatible", "\u6587\u4e2d");
    }

    @Test
    @Proves({"TOK-07", "TOK-08", "TOK-16"})
    void sourceCodeCutsWordsWithinWords() {
        for (String field : new String[] {"source_code_default", "source_code_with_hex"}) {
            assertFinds(field, "user", "profiles", "userProfiles", "\"user profiles\"", "cafe", "x", "y", "get");
        }
        assertFinds("source_code_default", "8400", "deadbeef", "\"550 e 8400\"");
        assertFinds("source_code_with_hex", "550e8400", "deadbeef");
        assertMisses("source_code_with_hex", "8400", "550");
        assertFinds("code", "user", "profiles", "caf\u00e9");
        assertMisses("code", "cafe");
    }

    @Test
    @Proves({"TOK-09", "TOK-10"})
    void unicodeSegmentsAreWordsOfManyScripts() {
        for (String field : new String[] {"unicode_segmenter", "datadog"}) {
            assertFinds(field, "\"don't\"", "get", "\u4e2d", "\u6587", "x_y", "caf\u00e9");
            assertMisses(field, "don", "cafe");
        }
    }

    @Test
    @Proves("TOK-11")
    void englishStemsFindOtherFormsOfAWord() {
        assertFinds("en_stem", "runs", "run", "running", "userprofile");
        assertMisses("en_stem", "ran", "users");
    }

    @Test
    @Proves("TOK-13")
    void gramsFindPartsOfWords() {
        assertFinds("grams", "pro", "Prof", "ning");
        assertMisses("grams", "prx");
        assertFinds("heads", "GE", "GET");
        assertMisses("heads", "/a", "api");
    }

    @Test
    @Proves({"TOK-14", "TOK-15"})
    void patternsAndSimpleTokensHaveNoFiltersOfTheirOwn() {
        assertFinds("words", "rofiles", "unning", "dead*");
        assertMisses("words", "GET", "get", "42");
        assertFinds("plain", "GET", "Running", "don");
        assertMisses("plain", "get", "running");
    }

    @Test
    @Proves("TOK-14")
    void patternsAreWrittenInTheDialectOfRust() {
        for (String pattern : new String[] {
            "(?P<w>[a-z]+)", "\\\\p{Greek}+", "(?i)ab|cd", "[[:alpha:]]+", "[a-z&&[^x]]+", "\\\\x{41}", "(?x) a b # c"
        }) {
            node.call("DELETE", "/api/v1/indexes/tok-dialect", "", "");
            create("tok-dialect", tokenizer("'type': 'regex', 'pattern': '" + pattern + "'"));
        }
        for (String pattern : new String[] {"(?=a)b", "(a", "[z-a]", "a**?(", "\\\\1"}) {
            assertConfigRefused(
                    tokenizer("'type': 'regex', 'pattern': '" + pattern + "'"),
                    "",
                    "invalid config: failed to build tokenizer `my`: invalid regex tokenizer");
        }
    }

    @Test
    @Proves({"TOK-17", "TOK-20"})
    void filtersDropFoldAndLower() {
        assertThat(tokens("'type': 'simple', 'filters': ['lower_caser'], 'text': '\u0130\u039f\u0394\u039f\u03a3'"))
                .containsExactly("i\u0307\u03bf\u03b4\u03bf\u03c3");
        assertThat(tokens(
                        "'type': 'simple', 'filters': ['ascii_folding'], 'text': '\u00df \u00c6 \ufb01 \u0141 \u2167'"))
                .containsExactly("ss", "AE", "fi", "L", "\u2167");
        String long254 = "a".repeat(254);
        assertThat(tokens("'type': 'simple', 'filters': ['remove_long'], 'text': '" + long254 + " " + long254 + "b c'"))
                .containsExactly(long254, "c");
    }

    @Test
    @Proves("TOK-18")
    void namesOfTokenizersMustBeFreeAndKnown() {
        assertConfigRefused(
                "{'tokenizers': [{'name': 'my', 'type': 'simple'}, {'name': 'my', 'type': 'simple'}]}",
                "",
                "invalid config: duplicated custom tokenizer: `my`");
        assertConfigRefused(
                "{'tokenizers': [{'name': 'default', 'type': 'simple'}]}",
                "",
                "custom tokenizer name `default` should be different from built-in tokenizer's names");
        for (String type : new String[] {"text", "json"}) {
            assertConfigRefused(
                    "{'field_mappings': [{'name': 'x', 'type': '" + type + "', 'tokenizer': 'multilang_default'}]}",
                    "",
                    "invalid config: unknown tokenizer `multilang_default` for field `x`");
        }
    }

    @Test
    @Proves("TOK-13")
    void sizesOfGramsMustFit() {
        assertConfigRefused(tokenizer("'type': 'ngram', 'min_gram': 3, 'max_gram': 2"), "", "invalid ngram tokenizer");
        assertConfigRefused(tokenizer("'type': 'ngram', 'min_gram': 0, 'max_gram': 2"), "", "invalid ngram tokenizer");
    }

    private static String tokenizer(String options) {
        return "{'tokenizers': [{'name': 'my', " + options
                + "}], 'field_mappings': [{'name': 'x', 'type': 'text', 'tokenizer': 'my'}]}";
    }

    private static List<String> tokens(String request) {
        List<String> texts = new ArrayList<>();
        node.post("/api/v1/analyze", json("{" + request + "}"))
                .json()
                .forEach(token -> texts.add(token.path("text").stringValue()));
        return texts;
    }
}
