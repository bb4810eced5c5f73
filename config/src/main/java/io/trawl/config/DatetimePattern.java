package io.trawl.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A date-time format of single conversions, taken apart: `%d/%b/%Y %T`.
///
/// @param parts in order; conversions that stand for several are replaced by those
public record DatetimePattern(List<Part> parts) {
    /// Conversions of one value each, in the order in which complaints list them.
    private static final String SINGLE = "YmdHMSfzbBhaAjepPIklyUWw";
    /// Conversions that stand for others.
    private static final Map<Character, String> COMPOSED = Map.of(
            'T', "%H:%M:%S",
            'D', "%m/%d/%y",
            'F', "%Y-%m-%d",
            'R', "%H:%M",
            'r', "%I:%M:%S %p",
            'c', "%a %b %e %H:%M:%S %Y",
            'x', "%m/%d/%y",
            'X', "%H:%M:%S");

    private static final String COMPOSED_LISTED = "TDFRrcxX";
    /// Conversions that are no values: blanks, and the percent sign.
    private static final String SIGNS = "nt%";

    public DatetimePattern {
        parts = List.copyOf(parts);
    }

    /// One piece of a pattern.
    public sealed interface Part {
        /// Text that stands for itself.
        record Literal(String text) implements Part {}

        /// Blanks; `shown` is how the pattern writes them.
        record Blanks(String shown) implements Part {}

        /// A value, by its letter.
        record Conversion(char letter) implements Part {}
    }

    /// Whether the text has any conversion, and so is a pattern rather than a misspelt name.
    public static boolean isPattern(String text) {
        for (int i = text.indexOf('%'); i >= 0 && i + 1 < text.length(); i = text.indexOf('%', i + 2)) {
            char letter = text.charAt(i + 1);
            if (SINGLE.indexOf(letter) >= 0 || SIGNS.indexOf(letter) >= 0 || COMPOSED.containsKey(letter)) {
                return true;
            }
        }
        return false;
    }

    /// @throws IllegalArgumentException for a conversion that does not exist
    public static DatetimePattern parse(String text) {
        List<Part> parts = new ArrayList<>();
        parse(text, parts);
        return new DatetimePattern(parts);
    }

    private static void parse(String text, List<Part> parts) {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '%' && at + 1 < text.length()) {
                conversion(text, text.charAt(at + 1), parts);
                at += 2;
                continue;
            }
            int end = at + 1;
            boolean blank = Character.isWhitespace(c);
            while (end < text.length()
                    && text.charAt(end) != '%'
                    && Character.isWhitespace(text.charAt(end)) == blank) {
                end++;
            }
            String run = text.substring(at, end);
            parts.add(blank ? new Part.Blanks(run) : new Part.Literal(run));
            at = end;
        }
    }

    private static void conversion(String text, char letter, List<Part> parts) {
        String composed = COMPOSED.get(letter);
        if (composed != null) {
            parse(composed, parts);
        } else if (letter == '%') {
            parts.add(new Part.Literal("%"));
        } else if (letter == 'n' || letter == 't') {
            parts.add(new Part.Blanks(letter == 'n' ? "\n" : "\t"));
        } else if (SINGLE.indexOf(letter) >= 0) {
            parts.add(new Part.Conversion(letter));
        } else {
            throw new IllegalArgumentException("invalid strptime format `" + Fields.abbreviated(text)
                    + "`: unknown specifier `%" + letter + "`, known are %"
                    + String.join(" %", (SINGLE + COMPOSED_LISTED + SIGNS).split("")));
        }
    }
}
