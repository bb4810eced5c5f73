package io.trawl.common;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as operators write them: `30s`, `10min`, `2days`, `1h 30m`. Months are 30.44 days, years 365.25 days.
public final class HumanDuration {
    private static final Pattern PART = Pattern.compile("\\s*([0-9]+)\\s*([a-zA-Zµ]+)");
    private static final long DAY_NANOS = 86_400_000_000_000L;
    private static final Map<String, Long> UNITS = Map.ofEntries(
            Map.entry("ns", 1L),
            Map.entry("nsec", 1L),
            Map.entry("us", 1_000L),
            Map.entry("µs", 1_000L),
            Map.entry("usec", 1_000L),
            Map.entry("ms", 1_000_000L),
            Map.entry("msec", 1_000_000L),
            Map.entry("s", 1_000_000_000L),
            Map.entry("sec", 1_000_000_000L),
            Map.entry("second", 1_000_000_000L),
            Map.entry("m", 60_000_000_000L),
            Map.entry("min", 60_000_000_000L),
            Map.entry("minute", 60_000_000_000L),
            Map.entry("h", 3_600_000_000_000L),
            Map.entry("hr", 3_600_000_000_000L),
            Map.entry("hour", 3_600_000_000_000L),
            Map.entry("d", DAY_NANOS),
            Map.entry("day", DAY_NANOS),
            Map.entry("w", 7 * DAY_NANOS),
            Map.entry("week", 7 * DAY_NANOS),
            Map.entry("month", 2_630_016_000_000_000L),
            Map.entry("y", 31_557_600_000_000_000L),
            Map.entry("year", 31_557_600_000_000_000L));

    private HumanDuration() {}

    /// Reads a duration as operators write it.
    ///
    /// @throws IllegalArgumentException if `text` is no duration
    public static Duration parse(String text) {
        Matcher matcher = PART.matcher(text);
        long nanos = 0;
        int at = 0;
        try {
            while (matcher.find() && matcher.start() == at) {
                nanos = Math.addExact(
                        nanos, Math.multiplyExact(Long.parseLong(matcher.group(1)), unit(matcher.group(2), text)));
                at = matcher.end();
            }
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            throw new IllegalArgumentException("`" + text + "` is too long a duration", tooLarge);
        }
        if (at == 0 || !text.substring(at).isBlank()) {
            throw notDuration(text);
        }
        return Duration.ofNanos(nanos);
    }

    /// Prints a duration as Quickwit does: `2days`, `1day 12h`, `30m`, `10s`, `250ms`.
    public static String format(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        StringBuilder out = new StringBuilder();
        long seconds = duration.toSeconds();
        long years = seconds / 31_557_600;
        seconds %= 31_557_600;
        long months = seconds / 2_630_016;
        seconds %= 2_630_016;
        plural(out, years, "year");
        plural(out, months, "month");
        plural(out, seconds / 86_400, "day");
        unit(out, seconds % 86_400 / 3_600, "h");
        unit(out, seconds % 3_600 / 60, "m");
        unit(out, seconds % 60, "s");
        int nanos = duration.toNanosPart();
        unit(out, nanos / 1_000_000, "ms");
        unit(out, nanos / 1_000 % 1_000, "us");
        unit(out, nanos % 1_000, "ns");
        return out.toString();
    }

    private static long unit(String name, String text) {
        Long exact = UNITS.get(name);
        if (exact != null) {
            return exact;
        }
        if (name.equals("M")) {
            return 2_630_016_000_000_000L;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        Long singular = lower.endsWith("s") ? UNITS.get(lower.substring(0, lower.length() - 1)) : null;
        if (singular == null) {
            throw notDuration(text);
        }
        return singular;
    }

    private static IllegalArgumentException notDuration(String text) {
        return new IllegalArgumentException(
                "`" + text + "` is not a duration: write numbers and units, as in `30s`, `10min` or `2days`");
    }

    private static void plural(StringBuilder out, long count, String name) {
        unit(out, count, count == 1 ? name : name + "s");
    }

    private static void unit(StringBuilder out, long count, String name) {
        if (count == 0) {
            return;
        }
        if (!out.isEmpty()) {
            out.append(' ');
        }
        out.append(count).append(name);
    }
}
