package io.trawl.docmapper;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The part of [PatternParser] that reads sets of characters: `[a-z&&[^aeiou]]`, `\d`, `\p{Greek}`.
final class PatternClassParser {
    private static final int DEPTH_MAX = 10;

    /// Sets within one class; each is a call deeper when a character is tested.
    private static final int SETS_MAX = 100;

    private final PatternParser in;
    private int sets;

    PatternClassParser(PatternParser in) {
        this.in = in;
    }

    /// Reads what follows a `[`, to its `]`.
    CharacterClass parse(int depth) {
        if (depth > DEPTH_MAX) {
            throw in.wrong("character classes are nested deeper than " + DEPTH_MAX);
        }
        boolean negated = in.accept('^');
        CharacterClass members = union(depth);
        while (!in.accept(']')) {
            members = combined(members, depth);
        }
        return negated ? members.negated() : members;
    }

    /// Items up to the closing bracket or an operator. The first one may be a closing bracket.
    private CharacterClass union(int depth) {
        Ranges ranges = new Ranges();
        CharacterClass others = null;
        boolean first = true;
        while (first || in.peek() != ']' && !atOperator()) {
            if (in.atEnd()) {
                throw in.wrong("unclosed character class");
            }
            first = false;
            CharacterClass set = set(depth);
            if (set != null) {
                countSet();
                others = others == null ? set : others.or(set);
                continue;
            }
            int low = character();
            int high = low;
            if (in.startsWith("-") && !in.startsWith("-]") && !in.startsWith("--")) {
                in.take();
                high = character();
                if (high < low) {
                    throw in.wrong("the range's end is before its start");
                }
            }
            ranges.add(low, high);
        }
        CharacterClass plain = ranges.toClass();
        return others == null ? plain : plain.or(others);
    }

    private void countSet() {
        if (++sets > SETS_MAX) {
            throw in.wrong("a character class has more than " + SETS_MAX + " sets");
        }
    }

    private boolean atOperator() {
        return in.startsWith("&&") || in.startsWith("--") || in.startsWith("~~");
    }

    private CharacterClass combined(CharacterClass left, int depth) {
        countSet();
        int operator = in.take();
        in.take();
        CharacterClass right = union(depth);
        return switch (operator) {
            case '&' -> left.and(right);
            case '-' -> left.and(right.negated());
            default -> left.or(right).and(left.and(right).negated());
        };
    }

    /// A nested set, if one follows.
    private @Nullable CharacterClass set(int depth) {
        if (in.startsWith("[:")) {
            return posix();
        }
        if (in.accept('[')) {
            return parse(depth + 1);
        }
        return in.startsWith("\\") && isSetEscape() ? escapedSet() : null;
    }

    private boolean isSetEscape() {
        for (char c : "dDsSwWpP".toCharArray()) {
            if (in.startsWith("\\" + c)) {
                return true;
            }
        }
        return false;
    }

    private CharacterClass escapedSet() {
        in.take();
        return escape();
    }

    private CharacterClass posix() {
        in.expect('[');
        in.expect(':');
        boolean negated = in.accept('^');
        CharacterClass members = CharacterClass.named(letters(), true);
        in.expect(':');
        in.expect(']');
        return negated ? members.negated() : members;
    }

    private String letters() {
        StringBuilder name = new StringBuilder();
        while (Character.isLetterOrDigit(in.peek()) || in.peek() == '_') {
            name.appendCodePoint(in.take());
        }
        return name.toString();
    }

    private int character() {
        int c = in.take();
        return c == '\\' ? escapedCharacter() : c;
    }

    /// Reads what follows a backslash: a set or a character.
    CharacterClass escape() {
        switch (in.peek()) {
            case 'd', 'D' -> {
                return in.take() == 'd' ? CharacterClass.DIGIT : CharacterClass.DIGIT.negated();
            }
            case 's', 'S' -> {
                return in.take() == 's' ? CharacterClass.SPACE : CharacterClass.SPACE.negated();
            }
            case 'w', 'W' -> {
                return in.take() == 'w' ? CharacterClass.WORD : CharacterClass.WORD.negated();
            }
            case 'p', 'P' -> {
                boolean negated = in.take() == 'P';
                CharacterClass members = property();
                return negated ? members.negated() : members;
            }
            default -> {
                int c = escapedCharacter();
                return CharacterClass.range(c, c);
            }
        }
    }

    private CharacterClass property() {
        if (!in.accept('{')) {
            return CharacterClass.named(Character.toString(in.take()), false);
        }
        boolean negated = in.accept('^');
        String name = letters();
        if (in.accept('=')) {
            name = letters();
        }
        in.expect('}');
        CharacterClass members = CharacterClass.named(name, false);
        return negated ? members.negated() : members;
    }

    private int escapedCharacter() {
        int c = in.take();
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'f' -> '\f';
            case 'v' -> 0x0B;
            case 'a' -> 0x07;
            case 'x' -> hexadecimal(2);
            case 'u' -> hexadecimal(4);
            case 'U' -> hexadecimal(8);
            default -> {
                if (c < 0x80 && Character.isLetterOrDigit(c)) {
                    throw in.wrong(
                            c >= '0' && c <= '9'
                                    ? "back references are not supported"
                                    : "unrecognized escape sequence");
                }
                yield c;
            }
        };
    }

    private int hexadecimal(int digits) {
        boolean braced = in.accept('{');
        int value = 0;
        for (int i = 0; braced ? in.peek() != '}' : i < digits; i++) {
            int digit = Character.digit(in.take(), 16);
            if (digit < 0 || value > Character.MAX_CODE_POINT >> 4) {
                throw in.wrong("invalid hexadecimal character");
            }
            value = value << 4 | digit;
        }
        if (braced) {
            in.expect('}');
        }
        if (!Character.isValidCodePoint(value)) {
            throw in.wrong("invalid hexadecimal character");
        }
        return value;
    }

    /// Ranges of characters, merged.
    private static final class Ranges {
        private final TreeMap<Integer, Integer> ends = new TreeMap<>();

        private void add(int low, int high) {
            ends.merge(low, high, Math::max);
        }

        private CharacterClass toClass() {
            int[] lows = new int[ends.size()];
            int[] highs = new int[ends.size()];
            int count = 0;
            for (Map.Entry<Integer, Integer> range : ends.entrySet()) {
                if (count > 0 && range.getKey() <= highs[count - 1] + 1) {
                    highs[count - 1] = Math.max(highs[count - 1], range.getValue());
                } else {
                    lows[count] = range.getKey();
                    highs[count++] = range.getValue();
                }
            }
            int size = count;
            return new CharacterClass(c -> {
                int found = Arrays.binarySearch(lows, 0, size, c);
                int at = found >= 0 ? found : -found - 2;
                return at >= 0 && c <= highs[at];
            });
        }
    }
}
