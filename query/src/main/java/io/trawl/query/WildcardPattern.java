package io.trawl.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;

/// The text of a wildcard: `*` any run of characters, `?` one character, `\` takes the next one literally.
final class WildcardPattern {
    private sealed interface Part {
        record Text(String text) implements Part {}

        record AnyCharacter() implements Part {}

        record AnyRun() implements Part {}
    }

    private final List<Part> parts;

    private WildcardPattern(List<Part> parts) {
        this.parts = parts;
    }

    /// Whether `text` holds a `*` or `?` that is not escaped.
    static boolean isWildcard(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '*' || c == '?') {
                return true;
            }
        }
        return false;
    }

    /// @param normalize how the field's terms are written, applied to the literal pieces
    static WildcardPattern parse(String pattern, UnaryOperator<String> normalize) {
        List<Part> parts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length()) {
                text.append(pattern.charAt(++i));
            } else if (c == '*' || c == '?') {
                addText(parts, text, normalize);
                // Runs next to each other are one, so that `****` costs no more than `*`.
                if (c == '?') {
                    parts.add(new Part.AnyCharacter());
                } else if (parts.isEmpty() || !(parts.getLast() instanceof Part.AnyRun)) {
                    parts.add(new Part.AnyRun());
                }
            } else {
                text.append(c);
            }
        }
        addText(parts, text, normalize);
        return new WildcardPattern(parts);
    }

    private static void addText(List<Part> parts, StringBuilder text, UnaryOperator<String> normalize) {
        if (!text.isEmpty()) {
            parts.add(new Part.Text(normalize.apply(text.toString())));
            text.setLength(0);
        }
    }

    /// The term, if the pattern has no free wildcard.
    Optional<String> literalText() {
        return parts.size() == 1 && parts.getFirst() instanceof Part.Text(String text)
                ? Optional.of(text)
                : parts.isEmpty() ? Optional.of("") : Optional.empty();
    }

    /// The prefix, if the pattern is one.
    Optional<String> prefixText() {
        boolean isPrefix = !parts.isEmpty()
                && parts.getLast() instanceof Part.AnyRun
                && (parts.size() == 1 || parts.size() == 2 && parts.getFirst() instanceof Part.Text);
        return isPrefix ? Optional.of(literalStart()) : Optional.empty();
    }

    /// What every match starts with.
    String literalStart() {
        return !parts.isEmpty() && parts.getFirst() instanceof Part.Text(String text) ? text : "";
    }

    /// Over characters; not deterministic.
    Automaton toAutomaton(boolean foldCase) {
        int states = 0;
        for (Part part : parts) {
            states += part instanceof Part.Text(String text) ? text.length() : 1;
        }
        if (states > QueryLimits.MAX_AUTOMATON_STATES) {
            throw QueryErrors.patternTooComplex("with " + states + " characters");
        }
        List<Automaton> pieces = new ArrayList<>();
        for (Part part : parts) {
            pieces.add(
                    switch (part) {
                        case Part.Text(String text) -> foldCase ? folded(text) : Automata.makeString(text);
                        case Part.AnyCharacter() -> Automata.makeAnyChar();
                        case Part.AnyRun() -> Automata.makeAnyString();
                    });
        }
        return Operations.concatenate(pieces);
    }

    private static Automaton folded(String text) {
        List<Automaton> characters = new ArrayList<>();
        text.codePoints().forEach(c -> {
            Automaton lower = Automata.makeChar(Character.toLowerCase(c));
            Automaton upper = Automata.makeChar(Character.toUpperCase(c));
            characters.add(Operations.union(List.of(lower, upper)));
        });
        return Operations.concatenate(characters);
    }
}
