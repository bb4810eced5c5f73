package io.trawl.docmapper;

import io.trawl.common.TrawlException;
import io.trawl.config.DatetimePattern;
import io.trawl.config.DatetimePattern.Part;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// Shows times by a pattern, in UTC.
final class Strftime implements DatetimeOutput {
    private final List<Part> parts;

    private Strftime(List<Part> parts) {
        this.parts = parts;
    }

    /// @throws TrawlException BAD_REQUEST for a conversion that does not exist
    static Strftime of(String pattern) {
        try {
            return new Strftime(DatetimePattern.parse(pattern).parts());
        } catch (IllegalArgumentException unknown) {
            throw TrawlException.badRequest(TrawlException.describe(unknown));
        }
    }

    @Override
    public JsonNode render(DatetimeValue value) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append(
                    switch (part) {
                        case Part.Literal(String literal) -> literal;
                        case Part.Blanks(String shown) -> shown;
                        case Part.Conversion(char letter) -> part(letter, value);
                    });
        }
        return DatetimeOutput.text(text.toString());
    }

    private static String part(char conversion, DatetimeValue value) {
        LocalDate date = DatetimeOutput.date(value);
        int second = (int) Math.floorMod(value.seconds, 86_400L);
        int hour = second / 3600;
        return switch (conversion) {
            case 'Y' -> DatetimeOutput.digits(date.getYear(), 4);
            case 'y' -> DatetimeOutput.digits(Math.floorMod(date.getYear(), 100), 2);
            case 'm' -> DatetimeOutput.digits(date.getMonthValue(), 2);
            case 'd' -> DatetimeOutput.digits(date.getDayOfMonth(), 2);
            case 'e' -> blankPadded(date.getDayOfMonth());
            case 'j' -> DatetimeOutput.digits(date.getDayOfYear(), 3);
            case 'H' -> DatetimeOutput.digits(hour, 2);
            case 'k' -> blankPadded(hour);
            case 'I' -> DatetimeOutput.digits((hour + 11) % 12 + 1, 2);
            case 'l' -> blankPadded((hour + 11) % 12 + 1);
            case 'p' -> hour < 12 ? "AM" : "PM";
            case 'P' -> hour < 12 ? "am" : "pm";
            case 'M' -> DatetimeOutput.digits(second / 60 % 60, 2);
            case 'S' -> DatetimeOutput.digits(second % 60, 2);
            case 'f' -> DatetimeOutput.fraction(value.nanos);
            case 'z' -> "+0000";
            case 'b', 'h' -> date.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 'B' -> date.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'a' -> date.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 'A' -> date.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'U' ->
                DatetimeOutput.digits(
                        (date.getDayOfYear() + 6 - date.getDayOfWeek().getValue() % 7) / 7, 2);
            case 'W' ->
                DatetimeOutput.digits(
                        (date.getDayOfYear() + 7 - date.getDayOfWeek().getValue()) / 7, 2);
            case 'w' -> Integer.toString(date.getDayOfWeek().getValue() % 7);
            default -> throw new IllegalStateException("conversion %" + conversion);
        };
    }

    private static String blankPadded(int number) {
        return (number < 10 ? " " : "") + number;
    }
}
