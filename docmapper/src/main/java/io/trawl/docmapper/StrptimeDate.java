package io.trawl.docmapper;

import io.trawl.common.TimeSource;
import java.time.LocalDate;

/// What a text gave for the conversions of a pattern, negative where it gave nothing.
///
/// A date is told by its month and day, by its day of the year, or by its week and weekday. The time that is missing is
/// midnight in UTC, the day the first one, the month January, and the year this one, or the last one if the month would
/// then lie more than three months ahead. A time alone is no date. `%y` is read and not believed: two digits do not
/// tell the century.
final class StrptimeDate {
    private static final int MONTHS_AHEAD_MAX = 3;
    private static final int DAYS_PER_WEEK = 7;

    private int year = -1;
    private int month = -1;
    private int day = -1;
    private int dayOfYear = -1;
    private int weekday = -1;
    private int week = -1;
    private boolean weeksBeginOnSunday;
    private int hour;
    private int hour12 = -1;
    private boolean afternoon;
    private int minute;
    private int second;
    private int nanos;
    private int zone;

    /// Reads one conversion; false if the text is something else.
    boolean read(char conversion, DateText text) {
        return switch (conversion) {
            case 'Y' -> (year = text.number(4, 4)) >= 0;
            case 'y' -> text.number(1, 2) >= 0;
            case 'm' -> inRange(month = padded(text, 2), 1, 12);
            case 'd', 'e' -> inRange(day = padded(text, 2), 1, 31);
            case 'j' -> inRange(dayOfYear = padded(text, 3), 1, 366);
            case 'U', 'W' -> {
                weeksBeginOnSunday = conversion == 'U';
                yield inRange(week = padded(text, 2), 0, 53);
            }
            case 'H', 'k' -> inRange(hour = padded(text, 2), 0, 23);
            case 'I', 'l' -> inRange(hour12 = padded(text, 2), 1, 12);
            case 'p', 'P' -> {
                afternoon = text.takeWord("pm");
                yield afternoon || text.takeWord("am");
            }
            case 'M' -> inRange(minute = padded(text, 2), 0, 59);
            case 'S' -> inRange(second = padded(text, 2), 0, 60);
            case 'f' -> (nanos = text.fraction()) >= 0;
            case 'z' -> (zone = text.zone()) != DateText.NO_ZONE;
            case 'b', 'B', 'h' -> (month = text.month()) > 0;
            case 'a', 'A' -> (weekday = text.weekday()) > 0;
            case 'w' -> {
                weekday = text.number(1, 1);
                boolean good = inRange(weekday, 0, DAYS_PER_WEEK - 1);
                weekday = weekday == 0 ? DAYS_PER_WEEK : weekday;
                yield good;
            }
            default -> throw new IllegalStateException("conversion %" + conversion);
        };
    }

    /// A number that blanks may pad.
    private static int padded(DateText text, int maxDigits) {
        text.blanks();
        return text.number(1, maxDigits);
    }

    private static boolean inRange(int value, int low, int high) {
        return value >= low && value <= high;
    }

    /// False if there is no such date.
    boolean write(DatetimeValue value, TimeSource clock) {
        if (hour12 >= 0) {
            hour = hour12 % 12 + (afternoon ? 12 : 0);
        }
        long epochDay = epochDay(LocalDate.ofEpochDay(Math.floorDiv(clock.epochMillis(), 86_400_000L)));
        if (epochDay == Long.MIN_VALUE) {
            return false;
        }
        // The sixtieth second of a minute is shown as the last one.
        value.seconds = epochDay * 86_400 + hour * 3600 + minute * 60 + Math.min(second, 59) - zone;
        value.nanos = nanos;
        return true;
    }

    private long epochDay(LocalDate today) {
        int thisYear = year >= 0 ? year : today.getYear();
        if (dayOfYear >= 0) {
            return Instants.ordinalDay(thisYear, dayOfYear);
        }
        if (week >= 0 && month < 0 && day < 0) {
            return weekday < 0 ? Long.MIN_VALUE : dayOfWeek(thisYear);
        }
        if (year < 0 && month < 0 && day < 0) {
            return Long.MIN_VALUE;
        }
        boolean tooFarAhead = year < 0 && month > today.getMonthValue() + MONTHS_AHEAD_MAX;
        return Instants.checkedDay(tooFarAhead ? thisYear - 1 : thisYear, Math.max(month, 1), Math.max(day, 1));
    }

    /// The weekday of a week; the days before the first Sunday or Monday are in week 0.
    private long dayOfWeek(int ofYear) {
        int shift = weeksBeginOnSunday ? DAYS_PER_WEEK : DAYS_PER_WEEK - 1;
        int january1 = LocalDate.of(ofYear, 1, 1).getDayOfWeek().getValue();
        int daysBefore = (january1 + shift) % DAYS_PER_WEEK;
        int wholeWeeks = daysBefore == 0 ? week - 1 : week;
        int index = wholeWeeks * DAYS_PER_WEEK + (weekday + shift) % DAYS_PER_WEEK - daysBefore;
        return index < 0 ? Long.MIN_VALUE : Instants.ordinalDay(ofYear, index + 1);
    }
}
