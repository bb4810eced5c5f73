package io.trawl.search.leaf;

import io.trawl.docmapper.TextTokenizer;
import io.trawl.docmapper.Token;
import io.trawl.search.SnippetOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.lucene.util.BytesRef;

/// Cuts the pieces out of a text in which most words of a query stand, and marks them, as HTML.
///
/// The text is cut at tokens into consecutive windows of so many characters: the first begins where the text does,
/// each other one with its first token, and all end with their last token. Windows with more marks come first, of
/// those with as many the earlier ones. Offsets of tokens count bytes of UTF-8, so all of this works on bytes.
///
/// Texts are read in pieces of some 4,000 characters, so that memory is bounded and tokenizers' limits are not
/// passed; a window that the end of a piece may have cut short begins the next piece.
final class SnippetCutter {
    private static final int PIECE_CHARACTERS = 4_096;

    private final TextTokenizer tokenizer;
    private final Set<BytesRef> terms;
    private final SnippetOptions options;

    /// @param terms to mark, as `tokenizer` writes them
    SnippetCutter(TextTokenizer tokenizer, Set<BytesRef> terms, SnippetOptions options) {
        this.tokenizer = tokenizer;
        this.terms = Set.copyOf(terms);
        this.options = options;
    }

    /// @param texts the values of one field; a snippet is of one of them
    /// @return HTML, the best first; empty if nothing is to be marked
    List<String> cut(List<String> texts) {
        if (terms.isEmpty()) {
            return List.of();
        }
        List<Window> best = new ArrayList<>();
        for (String text : texts) {
            keepBest(text, best);
        }
        return best.stream().map(window -> window.html(options)).toList();
    }

    private void keep(Window window, List<Window> best) {
        int place = best.size();
        while (place > 0 && best.get(place - 1).marks.size() < window.marks.size()) {
            place--;
        }
        if (!window.marks.isEmpty() && place < options.count()) {
            best.add(place, window);
            if (best.size() > options.count()) {
                best.removeLast();
            }
        }
    }

    private void keepBest(String text, List<Window> best) {
        int start = 0;
        while (start < text.length()) {
            int end = pieceEnd(text, start);
            byte[] piece = text.substring(start, end).getBytes(StandardCharsets.UTF_8);
            List<Window> windows = windows(piece);
            // A window at the start of a long piece was not cut short: nothing but space or refuse comes after it.
            boolean complete = end == text.length() || windows.getLast().start == 0;
            for (Window window : complete ? windows : windows.subList(0, windows.size() - 1)) {
                keep(window, best);
            }
            start = complete
                    ? end
                    : start + new String(piece, 0, windows.getLast().start, StandardCharsets.UTF_8).length();
        }
    }

    /// Never between the two halves of a character.
    private static int pieceEnd(String text, int start) {
        int end = Math.min(text.length(), start + PIECE_CHARACTERS);
        return end < text.length() && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }

    /// At least one; all but the last are complete.
    private List<Window> windows(byte[] text) {
        List<Window> windows = new ArrayList<>();
        Window window = new Window(text, 0, options.size());
        for (Token token : tokenizer.tokenize(new String(text, StandardCharsets.UTF_8))) {
            if (!window.reaches(token.endOffset())) {
                windows.add(window);
                window = new Window(text, token.startOffset(), options.size());
            }
            window.add(token, terms.contains(token.term()));
        }
        windows.add(window);
        return windows;
    }

    /// Some consecutive tokens of a text.
    private static final class Window {
        private final byte[] text;
        private final int start;
        private final int charactersMax;
        private int end;
        private int characters;
        private final List<Mark> marks = new ArrayList<>();

        private record Mark(int start, int end) {}

        Window(byte[] text, int start, int charactersMax) {
            this.text = text;
            this.charactersMax = charactersMax;
            this.start = start;
            this.end = start;
        }

        /// Whether there is room up to `newEnd`.
        boolean reaches(int newEnd) {
            return newEnd <= end || characters + count(end, newEnd) <= charactersMax;
        }

        private int count(int from, int to) {
            int count = 0;
            for (int i = from; i < to && count <= charactersMax; i++) {
                boolean begins = (text[i] & 0xC0) != 0x80;
                count += begins ? 1 : 0;
            }
            return count;
        }

        void add(Token token, boolean marked) {
            if (token.endOffset() > end) {
                characters += count(end, token.endOffset());
                end = token.endOffset();
            }
            if (marked) {
                marks.add(new Mark(token.startOffset(), token.endOffset()));
            }
        }

        String html(SnippetOptions options) {
            StringBuilder html = new StringBuilder();
            int at = start;
            for (Mark mark : withoutOverlaps()) {
                escape(at, mark.start, html);
                html.append(options.preTag());
                escape(mark.start, mark.end, html);
                html.append(options.postTag());
                at = mark.end;
            }
            escape(at, end, html);
            return html.toString();
        }

        /// Tokens that share characters, as n-grams do, are marked together.
        private List<Mark> withoutOverlaps() {
            List<Mark> apart = new ArrayList<>();
            for (Mark mark : marks) {
                Mark before = apart.isEmpty() ? null : apart.getLast();
                if (before != null && mark.start < before.end) {
                    apart.set(
                            apart.size() - 1,
                            new Mark(Math.min(before.start, mark.start), Math.max(before.end, mark.end)));
                } else {
                    apart.add(mark);
                }
            }
            return apart;
        }

        private void escape(int from, int to, StringBuilder html) {
            String source = new String(text, from, to - from, StandardCharsets.UTF_8);
            for (int i = 0; i < source.length(); i++) {
                char c = source.charAt(i);
                switch (c) {
                    case '<' -> html.append("&lt;");
                    case '>' -> html.append("&gt;");
                    case '&' -> html.append("&amp;");
                    case '"' -> html.append("&quot;");
                    case '\'' -> html.append("&#x27;");
                    default -> html.append(c);
                }
            }
        }
    }
}
