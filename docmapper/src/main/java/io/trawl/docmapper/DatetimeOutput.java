package io.trawl.docmapper;

import io.trawl.common.TrawlException;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// How a datetime field is shown in hits: its `output_format`. Always in UTC.
interface DatetimeOutput {
    JsonNode render(DatetimeValue value);

    /// @param name as configs write it; anything that is not a name is a strftime pattern
    /// @throws TrawlException BAD_REQUEST for a pattern with an unknown conversion
    static DatetimeOutput named(String name) {
        return switch (name) {
            case "rfc3339" -> value -> text(rfc3339(value));
            case "iso8601" -> value -> text(dateAndTime(value) + "." + digits(value.nanos, 9) + "Z");
            case "rfc2822" -> value -> text(rfc2822(value));
            case "unix_timestamp_secs" -> value -> integer(wholeSeconds(value));
            case "unix_timestamp_millis" -> value -> integer(value.epochNanos() / 1_000_000);
            case "unix_timestamp_micros" -> value -> integer(value.epochNanos() / 1000);
            case "unix_timestamp_nanos" -> value -> integer(value.epochNanos());
            default -> Strftime.of(name);
        };
    }

    /// Digits after the point only as far as they are not zero.
    static String rfc3339(DatetimeValue value) {
        if (value.nanos == 0) {
            return dateAndTime(value) + "Z";
        }
        return dateAndTime(value) + "." + fraction(value.nanos) + "Z";
    }

    /// The digits of a second's fraction as far as they are not zero, at least one.
    static String fraction(int nanos) {
        String fraction = digits(nanos, 9);
        int length = fraction.length();
        while (length > 1 && fraction.charAt(length - 1) == '0') {
            length--;
        }
        return fraction.substring(0, length);
    }

    private static String dateAndTime(DatetimeValue value) {
        LocalDate date = date(value);
        return digits(date.getYear(), 4) + "-" + digits(date.getMonthValue(), 2) + "-" + digits(date.getDayOfMonth(), 2)
                + "T" + time(value);
    }

    private static String rfc2822(DatetimeValue value) {
        LocalDate date = date(value);
        return date.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH) + ", "
                + digits(date.getDayOfMonth(), 2) + " "
                + date.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH)
                + " " + digits(date.getYear(), 4) + " " + time(value) + " +0000";
    }

    static LocalDate date(DatetimeValue value) {
        return LocalDate.ofEpochDay(Math.floorDiv(value.seconds, 86_400L));
    }

    private static String time(DatetimeValue value) {
        int second = (int) Math.floorMod(value.seconds, 86_400L);
        return digits(second / 3600, 2) + ":" + digits(second / 60 % 60, 2) + ":" + digits(second % 60, 2);
    }

    /// Toward zero, as the other units.
    private static long wholeSeconds(DatetimeValue value) {
        return value.seconds < 0 && value.nanos > 0 ? value.seconds + 1 : value.seconds;
    }

    static String digits(int number, int count) {
        String digits = Integer.toString(number);
        return "0".repeat(Math.max(0, count - digits.length())) + digits;
    }

    static JsonNode text(String text) {
        return JsonNodeFactory.instance.stringNode(text);
    }

    private static JsonNode integer(long number) {
        return JsonNodeFactory.instance.numberNode(number);
    }
}
