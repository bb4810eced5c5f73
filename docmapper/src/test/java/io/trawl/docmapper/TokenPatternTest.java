package io.trawl.docmapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.TrawlException;
import io.trawl.config.TokenizerConfig;
import io.trawl.testkit.TestSeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenPatternTest {
    @Test
    void findsWhatABacktrackingEngineFinds() {
        String text = "id=AB-12;cd-345 EF-6 Ünïcode  tab\there\nx٣٤ 2024-05-01T10:11:12 10.0.0.1 \"quo ted\" k=v";
        List<String> patterns = List.of(
                "[A-Za-z]{2}-\\d+",
                "(\\w+)=",
                "\\w+",
                "[^\\s;=]+",
                "a|ab|abc",
                "(?:ab|a)(?:c|bcd)",
                "[[:alpha:]]+",
                "\\p{L}+",
                "\\p{Lu}\\p{Ll}*",
                "(?i)ÜNÏ[c-e]+",
                "(?m)^x",
                "^id|k=v$",
                "\\bE\\S*",
                "\".*?\"",
                "\\d{1,3}(?:\\.\\d{1,3}){3}",
                "\\d{4}-\\d{2}-\\d{2}(T[\\d:]+)?",
                "[\\w&&[^\\d]]+",
                "[\\w--[a-c]]{2,}",
                "\\x41|\\u{42}",
                "(?x) e # comment\n h*",
                "x*");
        for (String pattern : patterns) {
            assertThat(ours(pattern, text)).as(pattern).isEqualTo(theirs(pattern, text));
        }
    }

    @Test
    void agreesWithTheLibraryOnRandomPatterns() {
        Random random = TestSeed.next("TokenPatternTest").random();
        for (int round = 0; round < 3000; round++) {
            String pattern = randomPattern(random, 3);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(25); i > 0; i--) {
                text.append("aabbcé \n".charAt(random.nextInt(8)));
            }

            assertThat(ours(pattern, text.toString()))
                    .as(pattern + " on " + text)
                    .isEqualTo(theirs(pattern, text.toString()));
        }
    }

    /// Never matches nothing, so that the two agree on what a match is.
    private static String randomPattern(Random random, int depth) {
        String atom = switch (random.nextInt(depth == 0 ? 5 : 8)) {
            case 0 -> "a";
            case 1 -> "b";
            case 2 -> "[ab]";
            case 3 -> "[^a]";
            case 4 -> ".";
            case 5 -> "(?:" + randomPattern(random, depth - 1) + "|" + randomPattern(random, depth - 1) + ")";
            case 6 -> "(" + randomPattern(random, depth - 1) + ")";
            default -> randomPattern(random, depth - 1) + randomPattern(random, depth - 1);
        };
        if (random.nextInt(3) > 0) {
            return atom;
        }
        String quantifier = List.of("+", "+?", "{2}", "{1,3}", "{1,3}?", "{2,}").get(random.nextInt(6));
        String check = random.nextInt(10) == 0 ? "\\b" : "";
        return "(?:" + atom + ")" + quantifier + check;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a",
                "a)",
                "[a",
                "*",
                "a{2",
                "a{3,2}",
                "\\1",
                "(?=a)",
                "(?<!a)b",
                "\\p{Nosuch}",
                "a**+?*+*",
                "[z-a]"
            })
    void malformedPatternsAreRefused(String pattern) {
        assertThatThrownBy(() -> tokenizer(pattern))
                .isInstanceOf(TrawlException.class)
                .hasMessageContaining("invalid regex tokenizer");
    }

    @Test
    void largePatternsAreRefusedAtOnce() {
        for (String pattern : List.of(
                "(".repeat(9_000),
                "(".repeat(500_000) + ")".repeat(500_000),
                "((a{1000}){1000}){1000}",
                "(((){1000}){1000}){1000}(b{900}){900}",
                "[".repeat(5_000),
                "[" + "\\d".repeat(2_000) + "]",
                "a" + "+".repeat(9_000))) {
            assertThatThrownBy(() -> tokenizer(pattern)).isInstanceOf(TrawlException.class);
        }
    }

    @Test
    void noPatternRunsForEver() {
        String text = "a".repeat(1 << 20);
        for (String pattern : List.of("(a?){500}b", "(?:a?|b?){700}c", "a.*z|a", "(.|.|.|.){200}x")) {
            assertThatThrownBy(() -> tokenizer(pattern).tokenize(text))
                    .as(pattern)
                    .isInstanceOf(TrawlException.class)
                    .hasMessageContaining("steps");
        }
        for (String pattern : List.of("(a*)*b", "(a|a?)+b", "a.*z|b")) {
            assertThat(tokenizer(pattern).tokenize(text.substring(0, 100_000))).isEmpty();
        }
        assertThat(tokenizer("(((){1000}){1000}){1000}").tokenize(text)).isEmpty();
        assertThat(tokenizer("z+").tokenize(text)).isEmpty();
    }

    private static TextTokenizer tokenizer(String pattern) {
        return TokenizersTest.tokenizer(new TokenizerConfig.Type.Regex(pattern), List.of());
    }

    private static List<String> ours(String pattern, String text) {
        return tokenizer(pattern).tokenize(text).stream()
                .map(token -> token.term().utf8ToString())
                .toList();
    }

    private static List<String> theirs(String pattern, String text) {
        String dialect = pattern.replace("[[:alpha:]]", "[a-zA-Z]")
                .replace("[\\w--[a-c]]", "[\\w&&[^a-c]]")
                .replace("\\u{42}", "B");
        Matcher matcher = Pattern.compile(
                        dialect, Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNICODE_CASE | Pattern.UNIX_LINES)
                .matcher(text);
        List<String> found = new ArrayList<>();
        while (matcher.find()) {
            if (!matcher.group().isEmpty()) {
                found.add(matcher.group());
            }
        }
        return found;
    }
}
