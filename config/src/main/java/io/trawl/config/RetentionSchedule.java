package io.trawl.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Checks when retention is to run: a word, or a cron expression `sec min hour day-of-month month day-of-week`.
final class RetentionSchedule {
    private static final Set<String> WORDS = Set.of("hourly", "daily", "weekly", "monthly", "yearly");
    private static final Pattern ITEM =
            Pattern.compile("(?:[*?]|([0-9]{1,4}|[A-Z]{3})(?:-([0-9]{1,4}|[A-Z]{3}))?)(?:/([0-9]{1,4}))?");
    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    private static final List<CronField> FIELDS = List.of(
            new CronField("second", 0, 59, List.of()),
            new CronField("minute", 0, 59, List.of()),
            new CronField("hour", 0, 23, List.of()),
            new CronField("day of month", 1, 31, List.of()),
            new CronField("month", 1, 12, MONTHS),
            new CronField("day of week", 0, 7, DAYS),
            new CronField("year", 1970, 2100, List.of()));

    private RetentionSchedule() {}

    /// @throws IllegalArgumentException with Quickwit's beginning and our reason
    static void check(String schedule) {
        String text = schedule.strip();
        if (WORDS.contains(text.startsWith("@") ? text.substring(1) : text)) {
            return;
        }
        String[] fields = text.split("\\s+", -1);
        if (fields.length != 6 && fields.length != 7) {
            throw refused(
                    schedule,
                    "write hourly, daily, weekly, monthly, yearly, or six cron fields `sec min hour dom month dow`");
        }
        for (int i = 0; i < fields.length; i++) {
            FIELDS.get(i).check(schedule, fields[i]);
        }
    }

    private static IllegalArgumentException refused(String schedule, String reason) {
        return new IllegalArgumentException(
                "failed to parse retention evaluation schedule `" + Fields.abbreviated(schedule) + "`: " + reason);
    }

    private record CronField(String name, int min, int max, List<String> names) {
        void check(String schedule, String text) {
            for (String item : text.toUpperCase(Locale.ROOT).split(",", -1)) {
                Matcher matcher = ITEM.matcher(item);
                if (!matcher.matches()) {
                    throw refused(schedule, "`" + text + "` is not a " + name);
                }
                int from = value(schedule, matcher.group(1), min);
                int to = value(schedule, matcher.group(2), from);
                boolean stepsNowhere = "0".equals(matcher.group(3));
                if (from > to || stepsNowhere) {
                    throw refused(schedule, "`" + text + "` is an empty range of a " + name);
                }
            }
        }

        private int value(String schedule, @Nullable String text, int absent) {
            if (text == null) {
                return absent;
            }
            int named = names.indexOf(text);
            int value = named >= 0 ? named + (name.equals("month") ? 1 : 0) : numeric(schedule, text);
            if (value < min || value > max) {
                throw refused(schedule, "`" + text + "` is not a " + name + " from " + min + " to " + max);
            }
            return value;
        }

        private int numeric(String schedule, String text) {
            if (!Character.isDigit(text.charAt(0))) {
                throw refused(schedule, "`" + text + "` is not a " + name);
            }
            return Integer.parseInt(text);
        }
    }
}
