package io.trawl.docmapper;

/// Arithmetic on times as seconds since 1970 and nanoseconds.
final class Instants {
    static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long SECONDS_MAX = Long.MAX_VALUE / NANOS_PER_SECOND;
    private static final long SECONDS_MIN = Long.MIN_VALUE / NANOS_PER_SECOND;

    private Instants() {}

    /// Nanoseconds since 1970. Times before 1677 and after 2262 become the nearest that can be told.
    static long nanos(long seconds, int nanos) {
        if (seconds >= SECONDS_MAX) {
            return Long.MAX_VALUE;
        }
        return seconds <= SECONDS_MIN ? Long.MIN_VALUE : seconds * NANOS_PER_SECOND + nanos;
    }

    /// Days since 1970-01-01 in the Gregorian calendar.
    static long epochDay(int year, int month, int day) {
        int shifted = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(shifted, 400);
        int yearOfEra = shifted - era * 400;
        int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097L + dayOfEra - 719_468;
    }

    /// Days since 1970 of a date that may not exist; the smallest long then.
    static long checkedDay(int year, int month, int day) {
        boolean exists = year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
        return exists ? epochDay(year, month, day) : Long.MIN_VALUE;
    }

    /// Days since 1970 of the day of a year, which may not exist; the smallest long then.
    static long ordinalDay(int year, int dayOfYear) {
        int days = 337 + daysInMonth(year, 2);
        return dayOfYear >= 1 && dayOfYear <= days ? epochDay(year, 1, 1) + dayOfYear - 1 : Long.MIN_VALUE;
    }

    static int daysInMonth(int year, int month) {
        return switch (month) {
            case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }
}
