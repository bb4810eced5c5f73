package io.trawl.docmapper;

/// Date-times as mail headers write them: `Mon, 02 Jan 2023 03:04:05 +0000`. The day of the week may be missing and
/// is not checked; seconds may be missing; the zone is a number or `GMT`.
final class Rfc2822 {
    private Rfc2822() {}

    static boolean parse(byte[] bytes, int offset, int length, DatetimeValue value) {
        DateText text = new DateText(bytes, offset, length);
        if (text.weekday() > 0) {
            if (!text.take(',')) {
                return false;
            }
            text.blanks();
        }
        int day = text.number(1, 2);
        text.blanks();
        int month = text.month();
        text.blanks();
        int year = text.number(4, 4);
        if (!text.blanks()) {
            return false;
        }
        int hour = text.number(2, 2);
        boolean separated = text.take(':');
        int minute = text.number(2, 2);
        int second = text.take(':') ? text.number(2, 2) : 0;
        text.blanks();
        int zone = text.takeWord("gmt") || text.takeWord("ut") ? 0 : text.zone();
        long epochDay = Instants.checkedDay(year, month, day);
        boolean good = separated
                && epochDay != Long.MIN_VALUE
                && hour >= 0
                && hour <= 23
                && minute >= 0
                && minute <= 59
                && second >= 0
                && second <= 59
                && zone != DateText.NO_ZONE
                && text.atEnd();
        if (good) {
            value.seconds = epochDay * 86_400 + hour * 3600 + minute * 60 + second - zone;
            value.nanos = 0;
        }
        return good;
    }
}
