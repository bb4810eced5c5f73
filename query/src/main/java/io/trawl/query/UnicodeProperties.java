package io.trawl.query;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/// The properties that a regular expression may name: general categories, scripts, and a few others.
final class UnicodeProperties {
    /// Long name, then short name, then the types of Java that are it.
    private static final String[][] CATEGORIES = {
        {"letter", "l", "1 2 3 4 5"},
        {"uppercaseletter", "lu", "1"},
        {"lowercaseletter", "ll", "2"},
        {"titlecaseletter", "lt", "3"},
        {"casedletter", "lc", "1 2 3"},
        {"modifierletter", "lm", "4"},
        {"otherletter", "lo", "5"},
        {"mark", "m", "6 7 8"},
        {"nonspacingmark", "mn", "6"},
        {"enclosingmark", "me", "7"},
        {"spacingmark", "mc", "8"},
        {"number", "n", "9 10 11"},
        {"decimalnumber", "nd", "9"},
        {"letternumber", "nl", "10"},
        {"othernumber", "no", "11"},
        {"separator", "z", "12 13 14"},
        {"spaceseparator", "zs", "12"},
        {"lineseparator", "zl", "13"},
        {"paragraphseparator", "zp", "14"},
        {"other", "c", "0 15 16 18 19"},
        {"unassigned", "cn", "0"},
        {"control", "cc", "15"},
        {"format", "cf", "16"},
        {"privateuse", "co", "18"},
        {"surrogate", "cs", "19"},
        {"punctuation", "p", "20 21 22 23 24 29 30"},
        {"dashpunctuation", "pd", "20"},
        {"openpunctuation", "ps", "21"},
        {"closepunctuation", "pe", "22"},
        {"connectorpunctuation", "pc", "23"},
        {"otherpunctuation", "po", "24"},
        {"initialpunctuation", "pi", "29"},
        {"finalpunctuation", "pf", "30"},
        {"symbol", "s", "25 26 27 28"},
        {"mathsymbol", "sm", "25"},
        {"currencysymbol", "sc", "26"},
        {"modifiersymbol", "sk", "27"},
        {"othersymbol", "so", "28"}
    };

    private static final Map<String, Long> TYPES_BY_NAME = typesByName();

    private UnicodeProperties() {}

    private static Map<String, Long> typesByName() {
        Map<String, Long> typesByName = new HashMap<>();
        for (String[] category : CATEGORIES) {
            long types = 0;
            for (String type : category[2].split(" ")) {
                types |= 1L << Integer.parseInt(type);
            }
            typesByName.put(category[0], types);
            typesByName.put(category[1], types);
        }
        return Map.copyOf(typesByName);
    }

    /// @param name as written, in any case, with or without blanks, dashes and underscores, and perhaps with `sc=` or
    ///     `gc=` before it
    static Optional<RegexCharacters> find(String name) {
        int sign = Math.max(name.indexOf('='), name.indexOf(':'));
        String kind = plain(name.substring(0, Math.max(0, sign)));
        String value = plain(name.substring(sign + 1));
        return member(kind, value).map(RegexCharacters::where);
    }

    private static String plain(String name) {
        return name.replaceAll("[\\s_-]", "").toLowerCase(Locale.ROOT);
    }

    private static Optional<IntPredicate> member(String kind, String value) {
        boolean isCategory = kind.isEmpty() || kind.equals("gc") || kind.equals("generalcategory");
        Long types = TYPES_BY_NAME.get(value);
        if (isCategory && types != null) {
            return Optional.of(c -> (types >> Character.getType(c) & 1) == 1);
        }
        boolean isScript = kind.isEmpty() || kind.equals("sc") || kind.equals("script");
        for (Character.UnicodeScript script : Character.UnicodeScript.values()) {
            if (isScript && plain(script.name()).equals(value)) {
                return Optional.of(c -> Character.UnicodeScript.of(c) == script);
            }
        }
        if (!kind.isEmpty()) {
            return Optional.empty();
        }
        return switch (value) {
            case "any" -> Optional.of(_ -> true);
            case "assigned" -> Optional.of(c -> Character.getType(c) != Character.UNASSIGNED);
            case "ascii" -> Optional.of(c -> c < 128);
            case "alphabetic", "alpha" -> Optional.of(Character::isAlphabetic);
            case "lowercase", "lower" -> Optional.of(Character::isLowerCase);
            case "uppercase", "upper" -> Optional.of(Character::isUpperCase);
            case "whitespace", "space" -> Optional.of(RegexCharacters::isBlank);
            case "ideographic" -> Optional.of(Character::isIdeographic);
            case "emoji" -> Optional.of(Character::isEmoji);
            default -> Optional.empty();
        };
    }
}
