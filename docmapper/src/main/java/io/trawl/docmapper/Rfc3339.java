package io.trawl.docmapper;

import java.time.LocalDate;

/// Date-times as RFC 3339 writes them.
///
/// Accepted beyond the letter of it: `t` and `z`, a space for `T`; digits after the ninth are cut; the sixtieth
/// second only where a leap second can be (then it is the last nanosecond of the one before).
final class Rfc3339 {
    /// Shortest: `2023-01-02T03:04:05Z`.
    private static final int LENGTH_MIN = 20;

    private static final int SECONDS_PER_DAY = 86_400;

    private Rfc3339() {}

    /// Whether `text` is a whole date-time, without blanks around it; sets `value` if so.
    static boolean parse(byte[] text, int offset, int length, DatetimeValue value) {
        if (length < LENGTH_MIN || !isDateTimeFrame(text, offset)) {
            return false;
        }
        int year = digits(text, offset, 4);
        int month = digits(text, offset + 5, 2);
        int day = digits(text, offset + 8, 2);
        int hour = digits(text, offset + 11, 2);
        int minute = digits(text, offset + 14, 2);
        int second = digits(text, offset + 17, 2);
        if ((year | month | day | hour | minute | second) < 0) {
            return false;
        }
        if (month < 1 || month > 12 || day < 1 || day > Instants.daysInMonth(year, month)) {
            return false;
        }
        if (hour > 23 || minute > 59 || second > 60) {
            return false;
        }
        int limit = offset + length;
        int at = fraction(text, offset + 19, limit, value);
        if (at < 0) {
            return false;
        }
        int zone = zoneSeconds(text, at, limit);
        if (zone == Integer.MIN_VALUE) {
            return false;
        }
        value.seconds =
                Instants.epochDay(year, month, day) * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second - zone;
        return second < 60 || leapSecond(value);
    }

    private static boolean isDateTimeFrame(byte[] text, int offset) {
        byte between = text[offset + 10];
        return text[offset + 4] == '-'
                && text[offset + 7] == '-'
                && (between == 'T' || between == 't' || between == ' ')
                && text[offset + 13] == ':'
                && text[offset + 16] == ':';
    }

    /// The number that `count` digits make, or negative.
    private static int digits(byte[] text, int at, int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            int digit = text[at + i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /// Reads `.123` if there is one; returns where it ends, or negative.
    private static int fraction(byte[] text, int from, int limit, DatetimeValue value) {
        value.nanos = 0;
        if (from >= limit || text[from] != '.') {
            return from;
        }
        int at = from + 1;
        int scale = 100_000_000;
        while (at < limit && text[at] >= '0' && text[at] <= '9') {
            value.nanos += (text[at] - '0') * scale;
            scale /= 10;
            at++;
        }
        return at == from + 1 ? -1 : at;
    }

    /// Seconds east of Greenwich, or the smallest integer if it is no zone or not the end.
    private static int zoneSeconds(byte[] text, int at, int limit) {
        if (at + 1 == limit && (text[at] == 'Z' || text[at] == 'z')) {
            return 0;
        }
        if (at + 6 != limit || (text[at] != '+' && text[at] != '-') || text[at + 3] != ':') {
            return Integer.MIN_VALUE;
        }
        int hours = digits(text, at + 1, 2);
        int minutes = digits(text, at + 4, 2);
        if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
            return Integer.MIN_VALUE;
        }
        int east = hours * 3600 + minutes * 60;
        return text[at] == '+' ? east : -east;
    }

    /// Whether `value` is one past the last second of a month in UTC; makes it the last nanosecond before.
    private static boolean leapSecond(DatetimeValue value) {
        boolean startOfDay = Math.floorMod(value.seconds, (long) SECONDS_PER_DAY) == 0;
        long day = Math.floorDiv(value.seconds, (long) SECONDS_PER_DAY);
        if (!startOfDay || LocalDate.ofEpochDay(day).getDayOfMonth() != 1) {
            return false;
        }
        value.seconds--;
        value.nanos = 999_999_999;
        return true;
    }
}
