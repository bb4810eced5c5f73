package io.trawl.search.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.trawl.docmapper.TextTokenizer;
import io.trawl.docmapper.Tokenizers;
import io.trawl.search.SnippetOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnippetCutterTest {
    private static Optional<String> cut(TextTokenizer tokenizer, String terms, String... texts) {
        Set<BytesRef> words = Arrays.stream(terms.split(" ")).map(BytesRef::new).collect(Collectors.toSet());
        return new SnippetCutter(tokenizer, words, SnippetOptions.DEFAULT)
                .cut(List.of(texts)).stream().findFirst();
    }

    private static Optional<String> cut(String terms, String... texts) {
        return cut(Tokenizers.DEFAULT, terms, texts);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fox|The quick brown fox|The quick brown <b>fox</b>",
                "quick|Quick fox|<b>Quick</b> fox",
                "brown|A quick fox, brown of coat, jumps again.|A quick fox, <b>brown</b> of coat, jumps again",
                "lazy dog|dog lazy dog|<b>dog</b> <b>lazy</b> <b>dog</b>",
                "closed|Auto closed, no review|Auto <b>closed</b>, no review",
                "fox|<b>b</b> & \"q\" fox 'fox'|&lt;b&gt;b&lt;/b&gt; &amp; &quot;q&quot; <b>fox</b> &#x27;<b>fox</b>",
                "müller|Über MÜLLER 🍰 kühl|Über <b>MÜLLER</b> 🍰 kühl",
                "nothing|The quick brown fox|",
                "a|...|",
            })
    void marksEachTokenThatIsATerm(String terms, String text, String snippet) {
        assertThat(cut(terms, text)).isEqualTo(Optional.ofNullable(snippet));
    }

    @Test
    void emptyTextHasNone() {
        assertThat(cut("a", "")).isEmpty();
        assertThat(cut("a")).isEmpty();
    }

    @Test
    void windowsEndAtTokensWithin150Characters() {
        // 14 words of 10 characters and a blank fill 153 characters, so that the last one opens the next window.
        String text = "abcdefghij ".repeat(13) + "needle4567 more, then the needle.";

        assertThat(cut("abcdefghij needle4567", text).orElseThrow())
                .startsWith("<b>abcdefghij</b> ")
                .endsWith(" <b>abcdefghij</b>");
        assertThat(cut("needle4567", text)).contains("<b>needle4567</b> more, then the needle");
        assertThat(cut("abcdefghij more", "x".repeat(7) + " " + "abcdefghij ".repeat(12) + "abcdefghi. More"))
                .hasValueSatisfying(snippet -> assertThat(snippet).endsWith("abcdefghi"));
    }

    @Test
    void firstWindowBeginsWithTheTextAndNotWithAToken() {
        assertThat(cut("fox", "  (fox)")).contains("  (<b>fox</b>");
        assertThat(cut("fox", "(" + " ".repeat(149) + "fox)")).contains("<b>fox</b>");
    }

    @Test
    void showsTheFirstOfTheBestWindows() {
        String gap = "filler words ".repeat(12);

        assertThat(cut("needle", "A needle here. " + gap + "Another needle there."))
                .hasValueSatisfying(snippet -> assertThat(snippet).startsWith("A <b>needle</b> here. filler"));
        assertThat(cut("needle", "A needle here. " + gap + "Needle by needle."))
                .hasValueSatisfying(snippet -> assertThat(snippet).endsWith("<b>Needle</b> by <b>needle</b>"));
    }

    @Test
    void sizeCountAndTagsAreChosen() {
        String text = "one needle here, two needle needle there, then a needle at the end";
        SnippetOptions options = new SnippetOptions(20, 2, "<em>", "</em>");

        List<String> cut =
                new SnippetCutter(Tokenizers.DEFAULT, Set.of(new BytesRef("needle")), options).cut(List.of(text));

        assertThat(cut).containsExactly("<em>needle</em> <em>needle</em> there", "one <em>needle</em> here, two");
    }

    @Test
    void countsCharactersAndNotBytes() {
        String text = "жук ".repeat(37) + "да";

        assertThat(cut("да", text).orElseThrow()).startsWith("жук жук").endsWith("<b>да</b>");
    }

    @Test
    void ofSeveralValuesTheBestIsShown() {
        assertThat(cut("beta gamma", "alpha beta", "gamma beta", "beta")).contains("<b>gamma</b> <b>beta</b>");
    }

    @Test
    void wholeValuesAreMarkedWhole() {
        assertThat(cut(Tokenizers.RAW, "web", "web")).contains("<b>web</b>");
        assertThat(cut(Tokenizers.RAW, "web", "web shop")).isEmpty();
    }

    @Test
    void longTextsAreReadInPieces() {
        String filler = "some filler words, 🍰 and so on; ".repeat(20_000);

        assertThat(cut("needle", filler + "here is the needle. " + filler))
                .hasValueSatisfying(snippet -> assertThat(snippet).contains(" is the <b>needle</b>. some filler"));
        assertThat(cut("needle", "-".repeat(100_000) + " a needle")).contains("a <b>needle</b>");
        assertThat(cut("absent", filler)).isEmpty();
    }

    @Test
    void aLongTokenAloneInAPieceIsPassedOver() {
        String path = "x".repeat(200);
        String noTokens = "=".repeat(10_000);

        Optional<String> cut = assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> cut("needle", "at " + path + " " + noTokens + " a needle"));
        Optional<String> marked = assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> cut(path, "at " + path + " " + noTokens + " a needle"));

        assertThat(cut).contains("a <b>needle</b>");
        assertThat(marked).contains("<b>" + path + "</b>");
    }

    @Test
    void piecesDoNotMoveWindows() {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            words.add("word" + i % 977);
        }
        words.set(7_000, "needle");
        String text = String.join(" ", words);
        int start = 0;
        int at = 0;
        int end = 0;
        boolean found = false;
        for (String word : words) {
            if (at + word.length() - start > 150) {
                if (found) {
                    break;
                }
                start = at;
            }
            found |= word.equals("needle");
            end = at + word.length();
            at = end + 1;
        }

        assertThat(cut("needle", text)).contains(text.substring(start, end).replace("needle", "<b>needle</b>"));
    }
}
