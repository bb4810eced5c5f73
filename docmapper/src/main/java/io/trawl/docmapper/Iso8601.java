package io.trawl.docmapper;

/// Date-times as ISO 8601 writes them: calendar, week and ordinal dates, extended or basic. Hours, minutes and a
/// zone must be there.
final class Iso8601 {
    private Iso8601() {}

    static boolean parse(byte[] bytes, int offset, int length, DatetimeValue value) {
        DateText text = new DateText(bytes, offset, length);
        long day = date(text);
        if (day == Long.MIN_VALUE || !text.take('t')) {
            return false;
        }
        int hour = text.number(2, 2);
        boolean extended = text.take(':');
        int minute = text.number(2, 2);
        boolean more = extended ? text.take(':') : text.digitsAhead() > 0;
        int second = more ? text.number(2, 2) : 0;
        int nanos = text.take('.') || text.take(',') ? text.fraction() : 0;
        int zone = text.zone();
        boolean good = hour >= 0
                && hour <= 23
                && minute >= 0
                && minute <= 59
                && second >= 0
                && second <= 59
                && nanos >= 0
                && zone != DateText.NO_ZONE
                && text.atEnd();
        if (good) {
            value.seconds = day * 86_400 + hour * 3600 + minute * 60 + second - zone;
            value.nanos = nanos;
        }
        return good;
    }

    /// Days since 1970, or the smallest long.
    private static long date(DateText text) {
        int year = text.number(4, 4);
        if (year < 0) {
            return Long.MIN_VALUE;
        }
        boolean extended = text.take('-');
        if (text.take('w')) {
            int week = text.number(2, 2);
            boolean separated = !extended || text.take('-');
            return separated ? weekDate(year, week, text.number(1, 1)) : Long.MIN_VALUE;
        }
        int digits = text.digitsAhead();
        if (digits == 3) {
            return Instants.ordinalDay(year, text.number(3, 3));
        }
        int month = text.number(2, 2);
        boolean separated = !extended || text.take('-');
        return separated ? Instants.checkedDay(year, month, text.number(2, 2)) : Long.MIN_VALUE;
    }

    private static long weekDate(int year, int week, int weekday) {
        long fourth = Instants.epochDay(year, 1, 4);
        long firstMonday = fourth - Math.floorMod(fourth + 3, 7L);
        long nextFourth = Instants.epochDay(year + 1, 1, 4);
        long weeks = (nextFourth - Math.floorMod(nextFourth + 3, 7L) - firstMonday) / 7;
        boolean good = week >= 1 && week <= weeks && weekday >= 1 && weekday <= 7;
        return good ? firstMonday + (week - 1) * 7L + weekday - 1 : Long.MIN_VALUE;
    }
}
