package io.trawl.docmapper;

import io.trawl.common.TrawlException;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// Shows times by a pattern, in UTC.
final class Strftime implements DatetimeOutput {
    private static final String CONVERSIONS = "YmdHMSfzbBaAjepIyTDFRhnt%";

    private final String pattern;

    private Strftime(String pattern) {
        this.pattern = pattern;
    }

    /// @throws TrawlException BAD_REQUEST for a conversion that does not exist
    static Strftime of(String pattern) {
        for (int i = pattern.indexOf('%'); i >= 0; i = pattern.indexOf('%', i + 2)) {
            if (i + 1 == pattern.length() || CONVERSIONS.indexOf(pattern.charAt(i + 1)) < 0) {
                throw TrawlException.badRequest("date time format `" + pattern
                        + "` has an unknown conversion at character " + i + "; known are %"
                        + String.join(" %", CONVERSIONS.split("")));
            }
        }
        return new Strftime(pattern);
    }

    @Override
    public JsonNode render(DatetimeValue value) {
        return DatetimeOutput.text(format(pattern, value));
    }

    private static String format(String pattern, DatetimeValue value) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '%') {
                text.append(part(pattern.charAt(++i), value));
            } else {
                text.append(c);
            }
        }
        return text.toString();
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
            case 'e' -> (date.getDayOfMonth() < 10 ? " " : "") + date.getDayOfMonth();
            case 'j' -> DatetimeOutput.digits(date.getDayOfYear(), 3);
            case 'H' -> DatetimeOutput.digits(hour, 2);
            case 'I' -> DatetimeOutput.digits((hour + 11) % 12 + 1, 2);
            case 'p' -> hour < 12 ? "AM" : "PM";
            case 'M' -> DatetimeOutput.digits(second / 60 % 60, 2);
            case 'S' -> DatetimeOutput.digits(second % 60, 2);
            case 'f' -> DatetimeOutput.digits(value.nanos, 9);
            case 'z' -> "+0000";
            case 'b', 'h' -> date.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 'B' -> date.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'a' -> date.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 'A' -> date.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'T' -> format("%H:%M:%S", value);
            case 'D' -> format("%m/%d/%y", value);
            case 'F' -> format("%Y-%m-%d", value);
            case 'R' -> format("%H:%M", value);
            case 'n' -> "\n";
            case 't' -> "\t";
            case '%' -> "%";
            default -> throw new IllegalStateException("conversion %" + conversion);
        };
    }
}
