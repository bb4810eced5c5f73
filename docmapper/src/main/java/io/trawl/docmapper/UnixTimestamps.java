package io.trawl.docmapper;

/// Times as numbers since 1970, the unit told from the magnitude: 72,057,595 to 8,589,934,591 are seconds, and each
/// thousandfold of that range is milliseconds, microseconds, nanoseconds. Nothing else is a time, so nothing before
/// April 1972.
final class UnixTimestamps {
    static final String NAME = "unix_timestamp";

    private static final long SECONDS_MIN = 72_057_595L;
    private static final long SECONDS_MAX = 8_589_934_591L;
    private static final int DIGITS_MAX = 19;

    private UnixTimestamps() {}

    /// What refuses the number `shown`.
    static String outOfRange(String shown) {
        return "failed to parse unix timestamp `" + shown
                + "`. Quickwit only supports timestamp values ranging from `13 Apr 1972 23:59:55` to "
                + "`16 Mar 2242 12:56:31`";
    }

    static boolean fromInteger(long number, DatetimeValue value) {
        long unit = 1;
        for (int i = 0; i < 4; i++) {
            if (number >= SECONDS_MIN * unit && number <= SECONDS_MAX * unit) {
                value.seconds = number / unit;
                value.nanos = (int) (number % unit * (Instants.NANOS_PER_SECOND / unit));
                return true;
            }
            unit *= 1000;
        }
        return false;
    }

    /// Seconds with a fraction. A double of this size is exact to less than a microsecond; what is beyond is noise.
    static boolean fromFloat(double number, DatetimeValue value) {
        if (!(number >= SECONDS_MIN && number <= SECONDS_MAX)) {
            return false;
        }
        long micros = Math.round((number - Math.floor(number)) * 1e6);
        value.seconds = (long) number + micros / 1_000_000;
        value.nanos = (int) (micros % 1_000_000) * 1000;
        return true;
    }

    /// Whole numbers of any unit, with a sign if need be, or seconds with a fraction, of which nine digits count.
    static boolean parse(byte[] text, int offset, int length, DatetimeValue value) {
        int limit = offset + length;
        int at = length > 0 && text[offset] == '+' ? offset + 1 : offset;
        int start = at;
        long number = 0;
        while (at < limit && at - start < DIGITS_MAX && isDigit(text[at])) {
            number = number * 10 + text[at++] - '0';
        }
        if (at == start || number < 0 || (at < limit && text[at] != '.')) {
            return false;
        }
        int fraction = Math.min(at + 1, limit);
        if (fraction == limit) {
            return fromInteger(number, value);
        }
        int nanos = nanos(text, fraction, limit);
        if (nanos < 0 || number < SECONDS_MIN || number > SECONDS_MAX) {
            return false;
        }
        value.seconds = number;
        value.nanos = nanos;
        return true;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /// Negative if it is not digits.
    private static int nanos(byte[] text, int offset, int limit) {
        int nanos = 0;
        int scale = (int) (Instants.NANOS_PER_SECOND / 10);
        for (int i = offset; i < limit; i++) {
            if (!isDigit(text[i])) {
                return -1;
            }
            nanos += (text[i] - '0') * scale;
            scale /= 10;
        }
        return nanos;
    }
}
