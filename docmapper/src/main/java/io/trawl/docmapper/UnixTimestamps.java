package io.trawl.docmapper;

import java.nio.charset.StandardCharsets;

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

    static boolean parse(byte[] text, int offset, int length, DatetimeValue value) {
        if (length == 0 || length > 2 * DIGITS_MAX) {
            return false;
        }
        long number = 0;
        for (int i = offset; i < offset + length; i++) {
            byte b = text[i];
            if (b < '0' || b > '9') {
                return b == '.' && parseFloat(text, offset, length, value);
            }
            number = number * 10 + b - '0';
        }
        return length <= DIGITS_MAX && fromInteger(number, value);
    }

    private static boolean parseFloat(byte[] text, int offset, int length, DatetimeValue value) {
        for (int i = offset; i < offset + length; i++) {
            if (text[i] != '.' && (text[i] < '0' || text[i] > '9')) {
                return false;
            }
        }
        String number = new String(text, offset, length, StandardCharsets.US_ASCII);
        try {
            return fromFloat(Double.parseDouble(number), value);
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
