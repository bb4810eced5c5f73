package io.trawl.query;

import io.trawl.common.TrawlException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;

/// Regular expressions over whole terms, as automata over characters: alternatives, groups, classes, repetitions,
/// `(?i)`. What an automaton cannot do (look-around, back-references) is refused. The size of what a pattern
/// becomes is bounded at every step, so that no pattern costs more than its limit, and none costs more than linear
/// time a term.
final class RegexParser {
    private final String pattern;
    private int position;
    private int depth;
    private boolean foldCase;

    private RegexParser(String pattern, boolean foldCase) {
        this.pattern = pattern;
        this.foldCase = foldCase;
    }

    /// @param foldCase whether upper and lower case are one
    /// @throws TrawlException BAD_REQUEST "invalid query: failed to parse regex …"
    static Automaton parse(String pattern, boolean foldCase) {
        RegexParser parser = new RegexParser(pattern, foldCase);
        Automaton automaton = parser.alternatives();
        if (parser.position < pattern.length()) {
            throw parser.invalid("a closing parenthesis without an open one");
        }
        return automaton;
    }

    private Automaton alternatives() {
        if (++depth > QueryLimits.MAX_DEPTH) {
            throw invalid("groups nest deeper than " + QueryLimits.MAX_DEPTH);
        }
        boolean outerFoldCase = foldCase;
        List<Automaton> alternatives = new ArrayList<>();
        alternatives.add(sequence());
        while (consume("|")) {
            alternatives.add(sequence());
        }
        foldCase = outerFoldCase;
        depth--;
        return alternatives.size() == 1 ? alternatives.getFirst() : bounded(Operations.union(alternatives));
    }

    private Automaton sequence() {
        List<Automaton> pieces = new ArrayList<>();
        long size = 0;
        // Pieces that may be empty, side by side, are each linked with all others.
        int maybeEmpty = 0;
        while (position < pattern.length() && peek() != '|' && peek() != ')') {
            Automaton piece = repeated();
            maybeEmpty = isMaybeEmpty(piece) ? maybeEmpty + 1 : 0;
            size += size(piece) * (1 + maybeEmpty);
            checkSize(size);
            pieces.add(piece);
        }
        return pieces.isEmpty() ? Automata.makeEmptyString() : Operations.concatenate(pieces);
    }

    private Automaton repeated() {
        Automaton atom = atom();
        while (position < pattern.length()) {
            if (consume("*")) {
                atom = Operations.repeat(atom);
            } else if (consume("+")) {
                atom = bounded(Operations.repeat(atom, 1));
            } else if (consume("?")) {
                atom = Operations.optional(atom);
            } else if (peek() == '{') {
                atom = counted(atom);
            } else {
                break;
            }
            // A lazy repetition matches the same whole terms.
            consume("?");
        }
        return atom;
    }

    private Automaton counted(Automaton atom) {
        position++;
        int min = number();
        int max = min;
        if (consume(",")) {
            max = position < pattern.length() && peek() == '}' ? -1 : number();
        }
        if (!consume("}")) {
            throw invalid("a repetition is never closed");
        }
        if (max >= 0 && max < min) {
            throw invalid("a repetition's bounds are the wrong way round");
        }
        long times = Math.max(min, max);
        checkSize(size(atom) * times * (isMaybeEmpty(atom) ? times : 1));
        return max < 0 ? Operations.repeat(atom, min) : Operations.repeat(atom, min, max);
    }

    private int number() {
        int start = position;
        while (position < pattern.length() && Character.isDigit(peek()) && position - start < 6) {
            position++;
        }
        if (position == start) {
            throw invalid("a repetition needs a number");
        }
        return Integer.parseInt(pattern.substring(start, position));
    }

    private Automaton atom() {
        char c = peek();
        return switch (c) {
            case '(' -> group();
            case '[' -> {
                position++;
                yield characterClass().toAutomaton();
            }
            case '.' -> {
                position++;
                yield RegexCharacters.anyButNewline().toAutomaton();
            }
            case '\\' -> {
                position++;
                yield folded(escape()).toAutomaton();
            }
            case '^' -> anchor(position == 0);
            case '$' -> anchor(position == pattern.length() - 1);
            case '*', '+', '?', '{' -> throw invalid("nothing to repeat");
            default -> {
                int codePoint = pattern.codePointAt(position);
                position += Character.charCount(codePoint);
                yield folded(RegexCharacters.of(codePoint)).toAutomaton();
            }
        };
    }

    /// Terms are matched whole, so an anchor at the end it names changes nothing.
    private Automaton anchor(boolean redundant) {
        if (!redundant) {
            throw invalid("`" + peek() + "` inside a pattern never matches a whole term");
        }
        position++;
        return Automata.makeEmptyString();
    }

    private Automaton group() {
        position++;
        if (consume("?")) {
            if (consume("P<")
                    || position + 1 < pattern.length() && peek() == '<' && isName(pattern.charAt(position + 1))) {
                int end = pattern.indexOf('>', position);
                if (end < 0) {
                    throw invalid("a group's name is never closed");
                }
                position = end + 1;
            } else {
                boolean outerFoldCase = foldCase;
                flags();
                if (consume(")")) {
                    return Automata.makeEmptyString();
                }
                if (!consume(":")) {
                    throw invalid("look-around is not supported");
                }
                Automaton inside = closedGroup();
                foldCase = outerFoldCase;
                return inside;
            }
        }
        return closedGroup();
    }

    private static boolean isName(char c) {
        return Character.isLetter(c) || c == '_';
    }

    private void flags() {
        boolean on = true;
        while (position < pattern.length() && (Character.isLetter(peek()) || peek() == '-')) {
            switch (pattern.charAt(position++)) {
                case '-' -> on = false;
                case 'i' -> foldCase = on;
                case 's', 'u', 'U' -> {
                    // They change nothing about which whole terms match, or next to nothing.
                }
                default -> throw invalid("unknown flag");
            }
        }
    }

    private Automaton closedGroup() {
        Automaton inside = alternatives();
        if (!consume(")")) {
            throw invalid("a group is never closed");
        }
        return inside;
    }

    private RegexCharacters characterClass() {
        boolean negated = consume("^");
        RegexCharacters members = new RegexCharacters();
        boolean first = true;
        while (first || position < pattern.length() && peek() != ']') {
            if (position >= pattern.length()) {
                throw invalid("a class is never closed");
            }
            first = false;
            if (peek() == '[') {
                position++;
                members.addAll(consume(":") ? namedClass() : characterClass());
                continue;
            }
            RegexCharacters low = classMember();
            boolean range = position + 1 < pattern.length() && peek() == '-' && pattern.charAt(position + 1) != ']';
            if (!range) {
                members.addAll(folded(low));
                continue;
            }
            position++;
            int last = single(classMember());
            if (last < single(low)) {
                throw invalid("a range's ends are the wrong way round");
            }
            members.addRange(single(low), last, foldCase);
        }
        if (!consume("]")) {
            throw invalid("a class is never closed");
        }
        return negated ? members.negated() : members;
    }

    private RegexCharacters namedClass() {
        int end = pattern.indexOf(":]", position);
        if (end < 0) {
            throw invalid("a class name is never closed");
        }
        String name = pattern.substring(position, end);
        position = end + 2;
        return RegexCharacters.named(name).orElseThrow(() -> invalid("unknown class `" + name + "`"));
    }

    private RegexCharacters classMember() {
        if (consume("\\")) {
            return escape();
        }
        if (position >= pattern.length()) {
            throw invalid("a class is never closed");
        }
        int codePoint = pattern.codePointAt(position);
        position += Character.charCount(codePoint);
        return RegexCharacters.of(codePoint);
    }

    /// A single character in both cases, if case is ignored; classes know their own.
    private RegexCharacters folded(RegexCharacters characters) {
        if (!foldCase || characters.single().isEmpty()) {
            return characters;
        }
        RegexCharacters both = new RegexCharacters();
        both.addRange(characters.single().get(), characters.single().get(), true);
        return both;
    }

    private int single(RegexCharacters characters) {
        return characters.single().orElseThrow(() -> invalid("a class cannot end a range"));
    }

    private RegexCharacters escape() {
        if (position >= pattern.length()) {
            throw invalid("a backslash at the end");
        }
        int codePoint = pattern.codePointAt(position);
        position += Character.charCount(codePoint);
        return switch (codePoint) {
            case 'd' -> RegexCharacters.digits();
            case 'D' -> RegexCharacters.digits().negated();
            case 'w' -> RegexCharacters.wordCharacters();
            case 'W' -> RegexCharacters.wordCharacters().negated();
            case 's' -> RegexCharacters.blanks();
            case 'S' -> RegexCharacters.blanks().negated();
            case 'n' -> RegexCharacters.of('\n');
            case 't' -> RegexCharacters.of('\t');
            case 'r' -> RegexCharacters.of('\r');
            case 'f' -> RegexCharacters.of('\f');
            case 'v' -> RegexCharacters.of('\u000B');
            case 'x', 'u', 'U' -> RegexCharacters.of(hexadecimal(codePoint == 'x' ? 2 : codePoint == 'u' ? 4 : 8));
            default -> {
                if (Character.isLetterOrDigit(codePoint)) {
                    throw invalid("unknown escape `\\" + Character.toString(codePoint) + "`");
                }
                yield RegexCharacters.of(codePoint);
            }
        };
    }

    private int hexadecimal(int digits) {
        boolean braces = consume("{");
        int end = braces ? pattern.indexOf('}', position) : Math.min(pattern.length(), position + digits);
        try {
            int codePoint = Integer.parseInt(pattern.substring(position, end), 16);
            position = braces ? end + 1 : end;
            if (Character.isValidCodePoint(codePoint)) {
                return codePoint;
            }
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            // Refused below.
        }
        throw invalid("no such character");
    }

    private Automaton bounded(Automaton automaton) {
        checkSize(size(automaton));
        return automaton;
    }

    private static boolean isMaybeEmpty(Automaton automaton) {
        return automaton.getNumStates() > 0 && automaton.isAccept(0);
    }

    /// States, and transitions by the four: a class of letters is two states with hundreds of them.
    private static long size(Automaton automaton) {
        return 1L + automaton.getNumStates() + automaton.getNumTransitions() / 4;
    }

    private void checkSize(long size) {
        if (size > QueryLimits.MAX_AUTOMATON_STATES) {
            throw QueryErrors.patternTooComplex(pattern);
        }
    }

    private char peek() {
        return pattern.charAt(position);
    }

    private boolean consume(String expected) {
        if (pattern.startsWith(expected, position)) {
            position += expected.length();
            return true;
        }
        return false;
    }

    private TrawlException invalid(String problem) {
        String shown = pattern.length() > 100 ? pattern.substring(0, 100) + "…" : pattern;
        return QueryErrors.invalid(
                "failed to parse regex: " + problem + " (at character " + (position + 1) + " of `" + shown + "`)");
    }
}
