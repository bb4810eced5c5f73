package io.trawl.docmapper;

import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A set of code points; ASCII is answered by bits.
final class CharacterClass {
    static final CharacterClass DIGIT = new CharacterClass(c -> Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER);
    static final CharacterClass SPACE = new CharacterClass(CharacterClass::isSpace);
    static final CharacterClass WORD = new CharacterClass(CharacterClass::isWord);

    /// What the long names of general categories are in short.
    private static final Map<String, String> CATEGORIES = Map.ofEntries(
            Map.entry("Letter", "L"),
            Map.entry("Uppercase_Letter", "Lu"),
            Map.entry("Lowercase_Letter", "Ll"),
            Map.entry("Titlecase_Letter", "Lt"),
            Map.entry("Modifier_Letter", "Lm"),
            Map.entry("Other_Letter", "Lo"),
            Map.entry("Mark", "M"),
            Map.entry("Number", "N"),
            Map.entry("Decimal_Number", "Nd"),
            Map.entry("Letter_Number", "Nl"),
            Map.entry("Other_Number", "No"),
            Map.entry("Punctuation", "P"),
            Map.entry("Symbol", "S"),
            Map.entry("Separator", "Z"),
            Map.entry("Other", "C"));

    /// What a property that the library tests costs, in comparisons.
    private static final int PROPERTY_WEIGHT = 20;

    private final IntPredicate members;
    private final long low;
    private final long high;

    /// What a test beyond ASCII costs, in comparisons.
    final int weight;

    CharacterClass(IntPredicate members) {
        this(members, 1);
    }

    private CharacterClass(IntPredicate members, int weight) {
        this.members = members;
        this.weight = weight;
        this.low = bits(members, 0);
        this.high = bits(members, Long.SIZE);
    }

    private static long bits(IntPredicate members, int from) {
        long bits = 0;
        for (int i = 0; i < Long.SIZE; i++) {
            if (members.test(from + i)) {
                bits |= 1L << i;
            }
        }
        return bits;
    }

    static CharacterClass range(int first, int last) {
        return new CharacterClass(c -> c >= first && c <= last);
    }

    /// The class that `\p{name}` means, or that `[:name:]` means if `posix`.
    ///
    /// @throws IllegalArgumentException if there is none
    static CharacterClass named(String name, boolean posix) {
        if (posix) {
            return posix(name);
        }
        String shortName = CATEGORIES.getOrDefault(name, name);
        for (String spelling : new String[] {"Is" + shortName, shortName}) {
            try {
                Pattern one = Pattern.compile("\\p{" + spelling + "}");
                return new CharacterClass(
                        c -> one.matcher(Character.toString(c)).matches(), PROPERTY_WEIGHT);
            } catch (PatternSyntaxException unknown) {
                // The other spelling may be known.
            }
        }
        throw new IllegalArgumentException("Unicode property not found: `" + name + "`");
    }

    private static CharacterClass posix(String name) {
        return new CharacterClass(
                switch (name) {
                    case "alnum" -> c -> isAsciiLetter(c) || c >= '0' && c <= '9';
                    case "alpha" -> CharacterClass::isAsciiLetter;
                    case "ascii" -> c -> c < 0x80;
                    case "blank" -> c -> c == ' ' || c == '\t';
                    case "cntrl" -> c -> c < ' ' || c == 0x7F;
                    case "digit" -> c -> c >= '0' && c <= '9';
                    case "graph" -> c -> c > ' ' && c < 0x7F;
                    case "lower" -> c -> c >= 'a' && c <= 'z';
                    case "print" -> c -> c >= ' ' && c < 0x7F;
                    case "punct" -> c -> c > ' ' && c < 0x7F && !isAsciiLetter(c) && !(c >= '0' && c <= '9');
                    case "space" -> c -> c == ' ' || c >= '\t' && c <= '\r';
                    case "upper" -> c -> c >= 'A' && c <= 'Z';
                    case "word" -> c -> isAsciiLetter(c) || c >= '0' && c <= '9' || c == '_';
                    case "xdigit" -> c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
                    default -> throw new IllegalArgumentException("unknown class `[:" + name + ":]`");
                });
    }

    boolean contains(int codePoint) {
        if (codePoint < Long.SIZE) {
            return (low >>> codePoint & 1) != 0;
        }
        return codePoint < 0x80 ? (high >>> codePoint & 1) != 0 : members.test(codePoint);
    }

    CharacterClass negated() {
        return new CharacterClass(c -> !contains(c), weight);
    }

    CharacterClass or(CharacterClass other) {
        return new CharacterClass(c -> contains(c) || other.contains(c), weight + other.weight);
    }

    CharacterClass and(CharacterClass other) {
        return new CharacterClass(c -> contains(c) && other.contains(c), weight + other.weight);
    }

    CharacterClass anyCase() {
        return new CharacterClass(
                c -> {
                    int upper = Character.toUpperCase(c);
                    return contains(c)
                            || contains(upper)
                            || contains(Character.toLowerCase(c))
                            || contains(Character.toLowerCase(upper));
                },
                4 * weight);
    }

    private static boolean isAsciiLetter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static boolean isSpace(int c) {
        return Character.isSpaceChar(c) || c >= '\t' && c <= '\r' || c == 0x85;
    }

    /// As Unicode's annex on regular expressions has it: marks and connectors are parts of words.
    private static boolean isWord(int c) {
        if (Character.isAlphabetic(c)) {
            return true;
        }
        return switch (Character.getType(c)) {
            case Character.DECIMAL_DIGIT_NUMBER,
                    Character.CONNECTOR_PUNCTUATION,
                    Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK -> true;
            default -> c == 0x200C || c == 0x200D;
        };
    }
}
