package io.trawl.docmapper;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.testkit.TestSeed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordCursorTest {
    @Test
    void splitsOnWhatIsNeitherLetterNorDigitAndLowersCase() {
        assertThat(words("Hello, World! ça-VA 42_x")).containsExactly("hello", "world", "ça", "va", "42", "x");
        assertThat(words("cafe\u0301 😀x 日本語 ١٢٣ a_b ², 🇫🇷"))
                .containsExactly("cafe", "x", "日本語", "١٢٣", "a", "b", "²");
        assertThat(words("İSTANBUL Straße ΟΔΟΣ Ǆ ÀÉ")).containsExactly("i̇stanbul", "straße", "οδοσ", "ǆ", "àé");
        assertThat(words("   ")).isEmpty();
        assertThat(words("")).isEmpty();
    }

    @Test
    void dropsTokensOf255BytesAndLeavesGaps() {
        List<Token> tokens =
                Tokenizers.DEFAULT.tokenize("a".repeat(254) + " " + "b".repeat(255) + " " + "日".repeat(85) + " end");

        assertThat(tokens).extracting(token -> token.term().length).containsExactly(254, 3);
        assertThat(tokens).extracting(Token::position).containsExactly(0, 3);
        assertThat(tokens.get(1).startOffset()).isEqualTo(254 + 1 + 255 + 1 + 255 + 1);
    }

    @Test
    void agreesWithAPlainImplementationOnRandomText() {
        Random random = TestSeed.next("WordCursorTest").random();
        for (int round = 0; round < 3000; round++) {
            String text = randomText(random);

            assertThat(Tokenizers.DEFAULT.tokenize(text)).as(text).isEqualTo(plainly(text));
        }
    }

    @Test
    void rawKeepsTheWholeValueBelow255Bytes() {
        assertThat(terms(Tokenizers.RAW, "A b")).containsExactly("A b");
        assertThat(terms(Tokenizers.RAW, "")).containsExactly("");
        assertThat(terms(Tokenizers.RAW_LOWERCASE, "A bÉ")).containsExactly("a bé");
        assertThat(terms(Tokenizers.RAW, "x".repeat(254))).hasSize(1);
        assertThat(terms(Tokenizers.RAW, "x".repeat(255))).isEmpty();
        assertThat(terms(Tokenizers.RAW_LOWERCASE, "X".repeat(5000))).isEmpty();
    }

    @Test
    void whitespaceOnlySplitsAtAsciiBlanks() {
        String longWord = "w".repeat(1000);

        assertThat(terms(Tokenizers.WHITESPACE, " A,b\tc\u00a0d\n" + longWord))
                .containsExactly("A,b", "c\u00a0d", longWord);
    }

    private static List<String> words(String text) {
        return terms(Tokenizers.DEFAULT, text);
    }

    private static List<String> terms(TextTokenizer tokenizer, String text) {
        return tokenizer.tokenize(text).stream()
                .map(token -> token.term().utf8ToString())
                .toList();
    }

    static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(60);
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> text.append((char) (' ' + random.nextInt(95)));
                case 3 -> text.append(' ');
                case 4 -> text.appendCodePoint(0x80 + random.nextInt(0x780));
                case 5 -> text.appendCodePoint(0x800 + random.nextInt(0xC000));
                case 6 -> text.appendCodePoint(0x10000 + random.nextInt(0x20000));
                default -> text.append(random.nextBoolean() ? "aB9" : "ÉKİ".repeat(1 + random.nextInt(70)));
            }
        }
        return text.toString();
    }

    /// Code point by code point, over strings.
    private static List<Token> plainly(String text) {
        List<Token> tokens = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        int position = 0;
        int offset = 0;
        for (int i = 0; i <= text.length(); ) {
            int codePoint = i < text.length() ? text.codePointAt(i) : ' ';
            int type = Character.getType(codePoint);
            boolean part = Character.isAlphabetic(codePoint)
                    || type == Character.DECIMAL_DIGIT_NUMBER
                    || type == Character.LETTER_NUMBER
                    || type == Character.OTHER_NUMBER;
            if (part) {
                word.appendCodePoint(codePoint);
            } else if (!word.isEmpty()) {
                int length = bytes(word.toString()).length;
                if (length < 255) {
                    tokens.add(new Token(
                            new org.apache.lucene.util.BytesRef(bytes(lower(word.toString()))),
                            position,
                            offset - length,
                            offset));
                }
                position++;
                word.setLength(0);
            }
            offset += bytes(Character.toString(codePoint)).length;
            i += Character.charCount(codePoint);
        }
        return tokens;
    }

    /// The library's lower case of single characters: no character around them, no final sigma.
    private static String lower(String word) {
        StringBuilder lower = new StringBuilder();
        word.codePoints().forEach(c -> lower.append(Character.toString(c).toLowerCase(Locale.ROOT)));
        return lower.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
