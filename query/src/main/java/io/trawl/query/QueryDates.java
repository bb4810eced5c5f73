package io.trawl.query;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Times as queries write them, as nanoseconds since 1970. Without a zone they mean UTC.
final class QueryDates {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    /// The span of timestamps in seconds; the larger units continue where the smaller ones end.
    private static final long TIMESTAMP_SECONDS_MIN = 72_057_595L;
    private static final long TIMESTAMP_SECONDS_MAX = 8_589_934_591L;

    private static final Pattern INTEGER = Pattern.compile("\\d{1,19}");
    /// Anything longer is no date; keeps hostile values from the parsers below.
    private static final int LENGTH_MAX = 64;

    private static final DateTimeFormatter RFC3339 = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral('T')
            .appendPattern("HH:mm:ss")
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
            .optionalEnd()
            .appendOffset("+HH:MM", "Z")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private static final List<DateTimeFormatter> DATE_TIMES =
            List.of(strict("uuuu-MM-dd'T'HH:mm:ss"), strict("uuuu-MM-dd HH:mm:ss"), fraction("uuuu-MM-dd HH:mm:ss"));
    private static final List<DateTimeFormatter> DATES = List.of(strict("uuuu-MM-dd"), strict("uuuu/MM/dd"));

    /// More digits than nanoseconds have.
    private static final Pattern EXTRA_DIGITS = Pattern.compile("(\\.\\d{9})\\d+");
    private static final Pattern WEEKDAY = Pattern.compile("^[A-Za-z]{3},\\s*");
    private static final Pattern WITHOUT_SECONDS = Pattern.compile("(?<![:\\d])(\\d\\d:\\d\\d)(\\s+[+\\-A-Za-z])");

    private QueryDates() {}

    /// Any of the forms that a datetime field takes.
    static OptionalLong parse(String text) {
        if (text.length() > LENGTH_MAX) {
            return OptionalLong.empty();
        }
        if (INTEGER.matcher(text).matches()) {
            return timestamp(text);
        }
        OptionalLong instant = parseRfc3339(text);
        if (instant.isPresent()) {
            return instant;
        }
        for (DateTimeFormatter format : DATE_TIMES) {
            try {
                return OptionalLong.of(nanos(LocalDateTime.parse(text, format).atOffset(ZoneOffset.UTC)));
            } catch (DateTimeException e) {
                // The next form may fit.
            }
        }
        for (DateTimeFormatter format : DATES) {
            try {
                return OptionalLong.of(
                        nanos(LocalDate.parse(text, format).atStartOfDay().atOffset(ZoneOffset.UTC)));
            } catch (DateTimeException e) {
                // The next form may fit.
            }
        }
        return parseRfc2822(text);
    }

    /// A whole date-time with a zone: the only text that a json field takes for a time.
    static OptionalLong parseRfc3339(String text) {
        if (text.length() > LENGTH_MAX || text.length() < 20 || text.charAt(4) != '-') {
            return OptionalLong.empty();
        }
        String normalized = EXTRA_DIGITS.matcher(text).replaceFirst("$1");
        if (normalized.charAt(10) == ' ') {
            normalized = normalized.substring(0, 10) + 'T' + normalized.substring(11);
        }
        boolean leapSecond = normalized.startsWith(":60", 16);
        if (leapSecond) {
            normalized = normalized.substring(0, 17) + "59" + normalized.substring(19);
        }
        try {
            OffsetDateTime time = OffsetDateTime.parse(normalized, RFC3339);
            return OptionalLong.of(nanos(leapSecond ? time.withNano((int) NANOS_PER_SECOND - 1) : time));
        } catch (DateTimeException e) {
            return OptionalLong.empty();
        }
    }

    private static OptionalLong parseRfc2822(String text) {
        String normalized = WEEKDAY.matcher(text).replaceFirst("");
        normalized = WITHOUT_SECONDS.matcher(normalized).replaceFirst("$1:00$2");
        try {
            return OptionalLong.of(nanos(OffsetDateTime.parse(normalized, DateTimeFormatter.RFC_1123_DATE_TIME)));
        } catch (DateTimeException e) {
            return OptionalLong.empty();
        }
    }

    /// The unit follows from the magnitude.
    private static OptionalLong timestamp(String digits) {
        long value;
        try {
            value = Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
        long perSecond = 1;
        for (int unit = 0; unit < 4; unit++) {
            if (value >= TIMESTAMP_SECONDS_MIN * perSecond && value <= TIMESTAMP_SECONDS_MAX * perSecond) {
                return OptionalLong.of(value * (NANOS_PER_SECOND / perSecond));
            }
            perSecond *= 1_000;
        }
        return OptionalLong.empty();
    }

    /// Times that 64 bits cannot hold become the nearest that they can.
    private static long nanos(OffsetDateTime time) {
        long seconds = time.toEpochSecond();
        if (seconds >= Long.MAX_VALUE / NANOS_PER_SECOND) {
            return Long.MAX_VALUE;
        }
        if (seconds <= Long.MIN_VALUE / NANOS_PER_SECOND) {
            return Long.MIN_VALUE;
        }
        return seconds * NANOS_PER_SECOND + time.getNano();
    }

    private static DateTimeFormatter strict(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    }

    private static DateTimeFormatter fraction(String pattern) {
        return new DateTimeFormatterBuilder()
                .appendPattern(pattern)
                .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
                .toFormatter(Locale.ROOT)
                .withResolverStyle(ResolverStyle.STRICT);
    }
}
