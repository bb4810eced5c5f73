package io.trawl.docmapper;

import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import java.time.LocalDate;

/// Date-times by a pattern: `%d/%b/%Y:%H:%M:%S %z`.
///
/// What the pattern leaves out is taken to be midnight, in UTC, of this year, or of the last one if the month would
/// then lie more than three months ahead. `%y` is read and not believed: two digits do not tell the century.
final class Strptime implements DatetimeFormat {
    private static final String CONVERSIONS = "YmdHMSfzbBaAjepIyTDFRhnt%";
    private static final int MONTHS_AHEAD_MAX = 3;

    private final String pattern;
    private final TimeSource clock;

    private Strptime(String pattern, TimeSource clock) {
        this.pattern = pattern;
        this.clock = clock;
    }

    /// @param clock tells the year where the pattern does not
    /// @throws TrawlException BAD_REQUEST for a conversion that does not exist
    static Strptime of(String format, TimeSource clock) {
        String pattern = format.replace("%T", "%H:%M:%S")
                .replace("%D", "%m/%d/%y")
                .replace("%F", "%Y-%m-%d")
                .replace("%R", "%H:%M");
        for (int i = pattern.indexOf('%'); i >= 0; i = pattern.indexOf('%', i + 2)) {
            if (i + 1 == pattern.length() || CONVERSIONS.indexOf(pattern.charAt(i + 1)) < 0) {
                throw TrawlException.badRequest(
                        "date time format `" + format + "` has an unknown conversion at character " + i
                                + "; known are %" + String.join(" %", CONVERSIONS.split("")));
            }
        }
        return new Strptime(pattern, clock);
    }

    @Override
    public boolean parse(byte[] bytes, int offset, int length, DatetimeValue value) {
        DateText text = new DateText(bytes, offset, length);
        Parts parts = new Parts();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            boolean good;
            if (c == '%') {
                good = parts.read(pattern.charAt(++i), text);
            } else if (c == ' ') {
                good = text.blanks();
            } else {
                good = text.take(c);
            }
            if (!good) {
                return false;
            }
        }
        return text.atEnd() && parts.write(value, clock);
    }

    /// What a text gave, negative where it gave nothing.
    private static final class Parts {
        private int year = -1;
        private int month = -1;
        private int day = -1;
        private int dayOfYear = -1;
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
                case 'm' -> inRange(month = text.number(1, 2), 1, 12);
                case 'd', 'e' -> {
                    text.blanks();
                    yield inRange(day = text.number(1, 2), 1, 31);
                }
                case 'j' -> inRange(dayOfYear = text.number(1, 3), 1, 366);
                case 'H' -> inRange(hour = text.number(1, 2), 0, 23);
                case 'I' -> inRange(hour12 = text.number(1, 2), 1, 12);
                case 'p' -> {
                    afternoon = text.takeWord("pm");
                    yield afternoon || text.takeWord("am");
                }
                case 'M' -> inRange(minute = text.number(1, 2), 0, 59);
                case 'S' -> inRange(second = text.number(1, 2), 0, 60);
                case 'f' -> (nanos = text.fraction()) >= 0;
                case 'z' -> (zone = text.zone()) != DateText.NO_ZONE;
                case 'b', 'B', 'h' -> (month = text.month()) > 0;
                case 'a', 'A' -> text.weekday() > 0;
                case 'n', 't' -> text.blanks();
                case '%' -> text.take('%');
                default -> throw new IllegalStateException("conversion %" + conversion);
            };
        }

        private static boolean inRange(int value, int low, int high) {
            return value >= low && value <= high;
        }

        boolean write(DatetimeValue value, TimeSource clock) {
            if (hour12 >= 0) {
                hour = hour12 % 12 + (afternoon ? 12 : 0);
            }
            long epochDay = epochDay(clock);
            if (epochDay == Long.MIN_VALUE) {
                return false;
            }
            // The sixtieth second of a minute is shown as the last one.
            value.seconds = epochDay * 86_400 + hour * 3600 + minute * 60 + Math.min(second, 59) - zone;
            value.nanos = nanos;
            return true;
        }

        private long epochDay(TimeSource clock) {
            LocalDate today = LocalDate.ofEpochDay(Math.floorDiv(clock.epochMillis(), 86_400_000L));
            if (dayOfYear >= 0) {
                return Instants.ordinalDay(year < 0 ? today.getYear() : year, dayOfYear);
            }
            if (month < 0 || day < 0) {
                return Long.MIN_VALUE;
            }
            if (year >= 0) {
                return Instants.checkedDay(year, month, day);
            }
            boolean tooFarAhead = month > today.getMonthValue() + MONTHS_AHEAD_MAX;
            return Instants.checkedDay(tooFarAhead ? today.getYear() - 1 : today.getYear(), month, day);
        }
    }
}
