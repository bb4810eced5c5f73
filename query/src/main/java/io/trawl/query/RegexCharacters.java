package io.trawl.query;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;

/// A set of characters, as ranges of code points.
final class RegexCharacters {
    /// Wider ranges than this are not looked at letter by letter.
    private static final int FOLDED_RANGE_MAX = 2048;

    /// First → last of ranges that neither overlap nor touch.
    private final NavigableMap<Integer, Integer> ranges = new TreeMap<>();

    static RegexCharacters of(int codePoint) {
        RegexCharacters characters = new RegexCharacters();
        characters.add(codePoint, codePoint);
        return characters;
    }

    static RegexCharacters any() {
        return new RegexCharacters().negated();
    }

    static RegexCharacters anyButNewline() {
        return of('\n').negated();
    }

    static RegexCharacters digits() {
        return Unicode.DIGITS;
    }

    static RegexCharacters wordCharacters() {
        return Unicode.WORD;
    }

    static RegexCharacters blanks() {
        return Unicode.BLANKS;
    }

    /// All characters that the test is true of. Looks at each: about 10 ms.
    static RegexCharacters where(IntPredicate member) {
        return where(member, Character.MAX_CODE_POINT);
    }

    /// Whether Unicode calls it white space.
    static boolean isBlank(int c) {
        return Character.isSpaceChar(c) || c >= '\t' && c <= '\r' || c == 0x85;
    }

    /// A class such as `alpha`, ASCII only.
    static Optional<RegexCharacters> named(String name) {
        IntPredicate member = switch (name) {
            case "alpha" -> Character::isLetter;
            case "digit" -> Character::isDigit;
            case "alnum" -> Character::isLetterOrDigit;
            case "lower" -> Character::isLowerCase;
            case "upper" -> Character::isUpperCase;
            case "space" -> RegexCharacters::isBlank;
            case "blank" -> c -> c == ' ' || c == '\t';
            case "word" -> c -> Character.isLetterOrDigit(c) || c == '_';
            case "cntrl" -> Character::isISOControl;
            case "graph" -> c -> c > ' ' && c < 127;
            case "print" -> c -> c >= ' ' && c < 127;
            case "ascii" -> _ -> true;
            case "punct" -> c -> c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
            case "xdigit" -> c -> Character.digit(c, 16) >= 0;
            default -> _ -> false;
        };
        RegexCharacters characters = where(member, 127);
        return characters.ranges.isEmpty() ? Optional.empty() : Optional.of(characters);
    }

    private static RegexCharacters where(IntPredicate member, int last) {
        RegexCharacters characters = new RegexCharacters();
        int start = -1;
        for (int c = 0; c <= last + 1; c++) {
            boolean inside = c <= last && member.test(c);
            if (inside && start < 0) {
                start = c;
            } else if (!inside && start >= 0) {
                characters.ranges.put(start, c - 1);
                start = -1;
            }
        }
        return characters;
    }

    void addAll(RegexCharacters other) {
        other.ranges.forEach(this::add);
    }

    /// Adds a range as written; with `foldCase` both cases of it, unless it is so wide that it is no range of
    /// letters.
    void addRange(int first, int last, boolean foldCase) {
        add(first, last);
        for (int c = first; foldCase && last - first < FOLDED_RANGE_MAX && c <= last; c++) {
            add(Character.toLowerCase(c), Character.toLowerCase(c));
            add(Character.toUpperCase(c), Character.toUpperCase(c));
        }
    }

    private void add(int first, int last) {
        int low = first;
        int high = last;
        Map.Entry<Integer, Integer> before = ranges.floorEntry(low);
        if (before != null && before.getValue() >= low - 1) {
            low = before.getKey();
            high = Math.max(high, before.getValue());
        }
        NavigableMap<Integer, Integer> covered = ranges.subMap(low, true, high + 1, true);
        for (int end : covered.values()) {
            high = Math.max(high, end);
        }
        covered.clear();
        ranges.put(low, high);
    }

    RegexCharacters and(RegexCharacters other) {
        RegexCharacters neither = negated();
        neither.addAll(other.negated());
        return neither.negated();
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    /// A single character in both cases; classes know their own.
    RegexCharacters folded() {
        if (single().isEmpty()) {
            return this;
        }
        RegexCharacters both = new RegexCharacters();
        both.addRange(single().get(), single().get(), true);
        return both;
    }

    RegexCharacters negated() {
        RegexCharacters others = new RegexCharacters();
        int next = 0;
        for (Map.Entry<Integer, Integer> range : ranges.entrySet()) {
            if (range.getKey() > next) {
                others.ranges.put(next, range.getKey() - 1);
            }
            next = range.getValue() + 1;
        }
        if (next <= Character.MAX_CODE_POINT) {
            others.ranges.put(next, Character.MAX_CODE_POINT);
        }
        return others;
    }

    /// The character, if there is only one.
    Optional<Integer> single() {
        Map.Entry<Integer, Integer> first = ranges.firstEntry();
        return first != null && ranges.size() == 1 && first.getKey().equals(first.getValue())
                ? Optional.of(first.getKey())
                : Optional.empty();
    }

    Automaton toAutomaton() {
        if (ranges.isEmpty()) {
            return Automata.makeEmpty();
        }
        Automaton automaton = new Automaton(2, ranges.size());
        int start = automaton.createState();
        int end = automaton.createState();
        automaton.setAccept(end, true);
        ranges.forEach((first, last) -> automaton.addTransition(start, end, first, last));
        automaton.finishState();
        return automaton;
    }

    /// Made when the first pattern asks for them: all characters are looked at.
    private static final class Unicode {
        private static final RegexCharacters DIGITS = where(Character::isDigit, Character.MAX_CODE_POINT);
        private static final RegexCharacters BLANKS = where(RegexCharacters::isBlank, Character.MAX_CODE_POINT);
        private static final RegexCharacters WORD = where(Unicode::isWordCharacter, Character.MAX_CODE_POINT);

        private static boolean isWordCharacter(int c) {
            int type = Character.getType(c);
            return Character.isAlphabetic(c)
                    || Character.isDigit(c)
                    || c == 0x200C
                    || c == 0x200D
                    || type == Character.CONNECTOR_PUNCTUATION
                    || type == Character.NON_SPACING_MARK
                    || type == Character.COMBINING_SPACING_MARK
                    || type == Character.ENCLOSING_MARK;
        }
    }
}
