package io.trawl.query;

import io.trawl.common.TrawlException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;

/// Regular expressions over whole terms, as automata over characters: alternatives, groups,
/// [classes][RegexClassReader],
/// repetitions, `(?i)` and `(?s)`. What an automaton cannot do (look-around, back-references) is refused. The size of
/// what a pattern
/// becomes is bounded at every step, so that no pattern costs more than its limit, and none costs more than linear
/// time a term.
final class RegexParser {
    private final RegexCursor cursor;
    private final RegexClassReader classes;
    private int depth;
    private boolean foldCase;
    private boolean dotIsAny;

    private RegexParser(String pattern, boolean foldCase) {
        this.cursor = new RegexCursor(pattern);
        this.classes = new RegexClassReader(cursor);
        this.foldCase = foldCase;
    }

    /// @param foldCase whether upper and lower case are one
    /// @throws TrawlException BAD_REQUEST "invalid query: failed to parse regex …"
    static Automaton parse(String pattern, boolean foldCase) {
        RegexParser parser = new RegexParser(pattern, foldCase);
        Automaton automaton = parser.alternatives();
        if (!parser.cursor.atEnd()) {
            throw parser.cursor.invalid("a closing parenthesis without an open one");
        }
        return automaton;
    }

    private Automaton alternatives() {
        if (++depth > QueryLimits.MAX_DEPTH) {
            throw cursor.invalid("groups nest deeper than " + QueryLimits.MAX_DEPTH);
        }
        boolean outerFoldCase = foldCase;
        boolean outerDotIsAny = dotIsAny;
        List<Automaton> alternatives = new ArrayList<>();
        alternatives.add(sequence());
        while (cursor.consume("|")) {
            alternatives.add(sequence());
        }
        foldCase = outerFoldCase;
        dotIsAny = outerDotIsAny;
        depth--;
        return alternatives.size() == 1 ? alternatives.getFirst() : bounded(Operations.union(alternatives));
    }

    private Automaton sequence() {
        List<Automaton> pieces = new ArrayList<>();
        long size = 0;
        // Pieces that may be empty, side by side, are each linked with all others.
        int maybeEmpty = 0;
        while (!cursor.atEnd() && cursor.peek() != '|' && cursor.peek() != ')') {
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
        while (!cursor.atEnd()) {
            if (cursor.consume("*")) {
                atom = Operations.repeat(atom);
            } else if (cursor.consume("+")) {
                atom = bounded(Operations.repeat(atom, 1));
            } else if (cursor.consume("?")) {
                atom = Operations.optional(atom);
            } else if (cursor.peek() == '{') {
                atom = counted(atom);
            } else {
                break;
            }
            // A lazy repetition matches the same whole terms.
            cursor.consume("?");
        }
        return atom;
    }

    private Automaton counted(Automaton atom) {
        cursor.position++;
        int min = number();
        int max = min;
        if (cursor.consume(",")) {
            skipBlanks();
            max = cursor.at('}') ? -1 : number();
        }
        if (!cursor.consume("}")) {
            throw cursor.invalid("a repetition is never closed");
        }
        if (max >= 0 && max < min) {
            throw cursor.invalid("a repetition's bounds are the wrong way round");
        }
        long times = Math.max(min, max);
        checkSize(size(atom) * times * (isMaybeEmpty(atom) ? times : 1));
        return max < 0 ? Operations.repeat(atom, min) : Operations.repeat(atom, min, max);
    }

    private void skipBlanks() {
        while (!cursor.atEnd() && RegexCharacters.isBlank(cursor.peek())) {
            cursor.position++;
        }
    }

    private int number() {
        skipBlanks();
        int start = cursor.position;
        while (!cursor.atEnd() && Character.isDigit(cursor.peek()) && cursor.position - start < 6) {
            cursor.position++;
        }
        if (cursor.position == start) {
            throw cursor.invalid("a repetition needs a number");
        }
        int number = Integer.parseInt(cursor.pattern.substring(start, cursor.position));
        skipBlanks();
        return number;
    }

    private Automaton atom() {
        char c = cursor.peek();
        return switch (c) {
            case '(' -> group();
            case '[' -> {
                cursor.position++;
                yield classes.characterClass(foldCase).toAutomaton();
            }
            case '.' -> {
                cursor.position++;
                yield (dotIsAny ? RegexCharacters.any() : RegexCharacters.anyButNewline()).toAutomaton();
            }
            case '\\' -> {
                cursor.position++;
                yield folded(classes.escape()).toAutomaton();
            }
            case '^' -> anchor(cursor.position == 0);
            case '$' -> anchor(cursor.position == cursor.pattern.length() - 1);
            case '*', '+', '?', '{' -> throw cursor.invalid("nothing to repeat");
            default -> {
                yield folded(RegexCharacters.of(cursor.nextCodePoint())).toAutomaton();
            }
        };
    }

    private RegexCharacters folded(RegexCharacters characters) {
        return foldCase ? characters.folded() : characters;
    }

    /// Terms are matched whole, so an anchor at the end it names changes nothing.
    private Automaton anchor(boolean redundant) {
        if (!redundant) {
            throw cursor.invalid("`" + cursor.peek() + "` inside a pattern never matches a whole term");
        }
        cursor.position++;
        return Automata.makeEmptyString();
    }

    private Automaton group() {
        cursor.position++;
        if (cursor.consume("?")) {
            if (cursor.consume("P<") || atGroupName()) {
                int end = cursor.pattern.indexOf('>', cursor.position);
                if (end < 0) {
                    throw cursor.invalid("a group's name is never closed");
                }
                cursor.position = end + 1;
            } else {
                boolean outerFoldCase = foldCase;
                boolean outerDotIsAny = dotIsAny;
                flags();
                if (cursor.consume(")")) {
                    return Automata.makeEmptyString();
                }
                if (!cursor.consume(":")) {
                    throw cursor.invalid("look-around is not supported");
                }
                Automaton inside = closedGroup();
                foldCase = outerFoldCase;
                dotIsAny = outerDotIsAny;
                return inside;
            }
        }
        return closedGroup();
    }

    private boolean atGroupName() {
        if (!cursor.at('<') || cursor.position + 1 >= cursor.pattern.length()) {
            return false;
        }
        char next = cursor.pattern.charAt(cursor.position + 1);
        return Character.isLetter(next) || next == '_';
    }

    private void flags() {
        boolean on = true;
        while (!cursor.atEnd() && (Character.isLetter(cursor.peek()) || cursor.peek() == '-')) {
            switch (cursor.pattern.charAt(cursor.position++)) {
                case '-' -> on = false;
                case 'i' -> foldCase = on;
                case 's' -> dotIsAny = on;
                case 'm', 'u', 'U' -> {
                    // They change nothing about which whole terms match, or next to nothing.
                }
                default -> throw cursor.invalid("unknown flag; there are `i`, `m`, `s`, `u` and `U`");
            }
        }
    }

    private Automaton closedGroup() {
        Automaton inside = alternatives();
        if (!cursor.consume(")")) {
            throw cursor.invalid("a group is never closed");
        }
        return inside;
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
            throw QueryErrors.patternTooComplex(cursor.pattern);
        }
    }
}
