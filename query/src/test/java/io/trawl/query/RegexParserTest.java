package io.trawl.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.TrawlException;
import io.trawl.testkit.TestSeed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.CharacterRunAutomaton;
import org.apache.lucene.util.automaton.Operations;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RegexParserTest {
    private static final TestIndex INDEX = new TestIndex("""
            {"mode": "lenient", "field_mappings": [
              {"name": "raw", "type": "text", "tokenizer": "raw"}, {"name": "msg", "type": "text"}]}
            """, List.of("""
            {"raw": "web-01", "msg": "Connected"}""", """
            {"raw": "WEB-02", "msg": "closed"}"""));

    @AfterAll
    static void close() {
        INDEX.close();
    }

    private static boolean matches(String pattern, String text) {
        return compiled(pattern).run(text);
    }

    private static CharacterRunAutomaton compiled(String pattern) {
        Automaton automaton = RegexParser.parse(pattern, false);
        return new CharacterRunAutomaton(Operations.determinize(automaton, 1_000_000));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\u0001',
            delimiter = ' ',
            value = {
                "a.c abc true",
                "a.c abbc false",
                "^abc$ abc true",
                "b abc false",
                "a|bc bc true",
                "(a|b)+c ababc true",
                "a{2,3} aaaa false",
                "a{2,} aaaa true",
                "a*? aaa true",
                "[a-c]+ abcb true",
                "[^a-c] d true",
                "[]a] ] true",
                "[a-] - true",
                "[\\]x] ] true",
                "\\d+ 123 true",
                "\\w+ été_1 true",
                "\\D+ ab1 false",
                "[\\d.]+ 1.5 true",
                "[[:alpha:]]+ abc true",
                "(?i)AbC abc true",
                "(?i)[a-c]+ AbC true",
                "(?i)[^a] A false",
                "(?i:a)B Ab false",
                "(?P<x>a)b ab true",
                "(?:a|b)c bc true",
                "\\x41\\u{42} AB true",
                "a\\.b a.b true",
                "a\\.b axb false",
                "🙂+ 🙂🙂 true",
                "[a-z&&[^aeiou]]+ bcd true",
                "[a-z&&[^aeiou]]+ bad false",
                "[a-z--b] b false",
                "[a-z--b] c true",
                "[a-c--[b]~~[a-d]] b true",
                "[a-c--[b]~~[a-d]] a false",
                "[^a&&b] a true",
                "[--b]+ b- true",
                "[]-a] ^ false",
                "[a&b] & true",
                "[a~b]+ ~a true",
                "[[a-c]&&[b-d]] a false",
                "[[:^alpha:]] 1 true",
                "[[:word:]-]+ a_-1 true",
                "\\pL+ aéα true",
                "\\p{Greek}+ αβ true",
                "\\p{sc=Greek} a false",
                "\\p{Uppercase_Letter} a false",
                "\\p{gc:Lu}\\P{Lu} Aa true",
                "[\\p{L}&&[a-c]]+ abc true",
                "(?m)a a true",
                "(?s-i:.)A xA true",
                ". 🙂 true",
            })
    void matchesWholeTexts(String pattern, String text, boolean expected) {
        assertThat(matches(pattern, text)).isEqualTo(expected);
    }

    @Test
    void readsWhatTakesInNewlinesAndBlanks() {
        assertThat(matches("a.b", "a\nb")).isFalse();
        assertThat(matches("(?s)a.b", "a\nb")).isTrue();
        assertThat(matches("(?s:a.)b.", "a\nb\n")).isFalse();
        assertThat(matches("((?s)a.)b.", "a\nb\n")).isFalse();
        assertThat(matches("a{1, 2}b{ 2 }c{2 , }", "aabbcc")).isTrue();
        assertThat(matches("\\s", "\u0085")).isTrue();
        assertThat(matches("\\s", "\u001c")).isFalse();
        assertThat(matches("\\a", "\u0007")).isTrue();
    }

    @Test
    void agreesWithTheLibraryOnRandomPatterns() {
        Random random = TestSeed.next("agreesWithTheLibraryOnRandomPatterns").random();
        int compared = 0;
        for (int round = 0; round < 200; round++) {
            String pattern = pattern(random, 4);
            Pattern library = Pattern.compile(pattern);
            CharacterRunAutomaton ours;
            try {
                ours = compiled(pattern);
            } catch (TrawlException tooComplex) {
                // Nested repetitions of a large class pass the limit of states; nothing else may be refused.
                assertThat(tooComplex).hasMessageContaining("too complex");
                continue;
            }
            compared++;
            for (int i = 0; i < 30; i++) {
                StringBuilder text = new StringBuilder();
                for (int length = random.nextInt(7); length > 0; length--) {
                    text.append("abc1".charAt(random.nextInt(4)));
                }
                assertThat(ours.run(text.toString()))
                        .as("%s on %s", pattern, text)
                        .isEqualTo(library.matcher(text).matches());
            }
        }
        assertThat(compared).isGreaterThan(180);
    }

    private static String pattern(Random random, int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            return List.of("a", "b", "c", "[ab]", "[^b]", "\\d", "\\w", ".", "(?i:A)")
                    .get(random.nextInt(9));
        }
        String first = pattern(random, depth - 1);
        return switch (random.nextInt(6)) {
            case 0 -> "(" + first + ")*";
            case 1 -> "(" + first + ")?";
            case 2 -> "(?:" + first + "){1,2}";
            case 3 -> "(" + first + "|" + pattern(random, depth - 1) + ")";
            default -> first + pattern(random, depth - 1);
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[a",
                "(a",
                "a)",
                "a**b{",
                "*a",
                "a{2",
                "a{3,2}",
                "(?=a)b",
                "[a&&",
                "[[:nope:]]",
                "\\p{Nope}",
                "\\p{L",
                "\\p",
                "[a-\\d]",
                "(?x)a",
                "\\p{L}|\\p{N}|\\p{P}|\\p{S}|\\p{Z}|\\p{M}|\\p{C}|\\p{Lu}|\\p{Ll}",
                "(?!a)b",
                "(?<=a)b",
                "(?<!a)b",
                "\\1",
                "\\",
                "a^b",
                "a$b",
                "[z-a]",
                "[[:nope:]]",
                "\\x{110000}",
                "\\q",
                "(?z)a",
                "{2}",
                "a{,2}",
                "(?P<x",
                "[\\d-z]"
            })
    void refusesWhatItCannotDo(String pattern) {
        assertThatThrownBy(() -> RegexParser.parse(pattern, false))
                .isInstanceOf(TrawlException.class)
                .hasMessageStartingWith("invalid query: failed to parse regex");
    }

    @Test
    void hostilePatternsAreRefusedOrQuick() {
        List<String> patterns = new ArrayList<>(List.of(
                "(a+)+$",
                "(a|a)*".repeat(200),
                "(.*a){20}",
                ".*".repeat(5_000),
                "(a{1000}){1000}",
                "((((a{100}){100}){100}){100}){100}",
                "\\w{60}",
                "\\w".repeat(3_000),
                "[^a]".repeat(4_000),
                "(?i)[\\x00-\\x{10FFFF}]".repeat(500),
                "(".repeat(10_000) + "a" + ")".repeat(10_000),
                "(a|b)*a" + "(a|b)".repeat(30),
                "a?".repeat(3_000) + "a".repeat(3_000)));
        for (String pattern : patterns) {
            for (String field : List.of("raw", "msg")) {
                QueryAst.Regex regex = new QueryAst.Regex(field, pattern);
                Assertions.assertTimeoutPreemptively(
                        Duration.ofSeconds(10),
                        () -> {
                            try {
                                INDEX.find(regex);
                            } catch (TrawlException e) {
                                assertThat(e.getMessage())
                                        .startsWith("invalid query: ")
                                        .hasSizeLessThan(400);
                            }
                        },
                        pattern.substring(0, Math.min(40, pattern.length())));
            }
        }
    }

    @Test
    void ignoresCaseWhereTermsAreInLowerCase() {
        assertThat(INDEX.find("msg:/CONN.*ED/")).containsExactly(0);
        assertThat(INDEX.find("raw:/web-\\d+/")).containsExactly(0);
        assertThat(INDEX.find("raw:/(?i)web-\\d+/")).containsExactly(0, 1);
        assertThat(INDEX.compile("raw:/web-0[1-9]/").needs())
                .singleElement()
                .isInstanceOfSatisfying(ReadNeed.Expansion.class, read -> {
                    assertThat(read.low()).isEqualTo(new org.apache.lucene.util.BytesRef("web-0"));
                    assertThat(read.high()).isEqualTo(new org.apache.lucene.util.BytesRef("web-1"));
                });
    }
}
