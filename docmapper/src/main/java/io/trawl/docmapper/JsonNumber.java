package io.trawl.docmapper;

import java.nio.charset.StandardCharsets;

/// Reads one JSON number from bytes: integers of 64 bits exactly, all others as the nearest double.
final class JsonNumber {
    /// Digits that surely fit a long.
    private static final int SAFE_DIGITS = 18;

    /// Digits that surely fit a double.
    private static final int EXACT_DIGITS = 15;

    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    /// What a number is.
    enum Kind {
        /// Fits a long: [#integer].
        INTEGER,
        /// From 2^63 to 2^64 - 1: [#integer] has its bits.
        UNSIGNED,
        /// Anything else, and negative zero: [#floating].
        FLOAT
    }

    Kind kind = Kind.INTEGER;
    long integer;
    double floating;

    private byte[] buffer = new byte[0];
    private int end;

    /// Reads the number at `start` and returns where it ends.
    ///
    /// @throws ParseAbort MALFORMED if there is none, or no double can hold it
    int read(byte[] bytes, int start, int limit) {
        buffer = bytes;
        end = limit;
        boolean negative = buffer[start] == '-';
        int first = negative ? start + 1 : start;
        int at = digits(first);
        int count = at - first;
        if (count == 0 || count > 1 && buffer[first] == '0') {
            throw ParseAbort.MALFORMED;
        }
        byte next = at < end ? buffer[at] : 0;
        if (next == '.' || next == 'e' || next == 'E') {
            return readFloat(start, first, at);
        }
        if (count <= SAFE_DIGITS) {
            long value = value(first, at);
            integer = negative ? -value : value;
            kind = Kind.INTEGER;
            if (negative && value == 0) {
                setFloat(-0.0);
            }
            return at;
        }
        readLongInteger(negative, start, first, at);
        return at;
    }

    private void readLongInteger(boolean negative, int start, int first, int limit) {
        int count = limit - first;
        // 2^64 - 1 has twenty digits; a carry out of 64 bits shows as a value below ten times the one before it.
        long head = count == 20 ? value(first, limit - 1) : 0;
        long bits = value(first, limit);
        boolean fits = count == 19
                || count == 20
                        && Long.compareUnsigned(head, Long.divideUnsigned(-1L, 10)) <= 0
                        && Long.compareUnsigned(bits, head * 10) >= 0;
        if (fits && (bits >= 0 || negative && bits == Long.MIN_VALUE)) {
            integer = negative ? -bits : bits;
            kind = Kind.INTEGER;
        } else if (fits && !negative) {
            integer = bits;
            kind = Kind.UNSIGNED;
        } else {
            setFloat(parseDouble(start, limit));
        }
    }

    /// Reads on where a point or exponent follows the integer digits, and returns where that ends.
    private int readFloat(int start, int first, int pointAt) {
        int at = pointAt;
        int fraction = 0;
        if (buffer[at] == '.') {
            at = digits(pointAt + 1);
            fraction = at - pointAt - 1;
            if (fraction == 0) {
                throw ParseAbort.MALFORMED;
            }
        }
        int mantissaLimit = at;
        int exponent = 0;
        if (at < end && (buffer[at] == 'e' || buffer[at] == 'E')) {
            at++;
            boolean minus = at < end && buffer[at] == '-';
            if (at < end && (minus || buffer[at] == '+')) {
                at++;
            }
            int from = at;
            at = digits(from);
            if (at == from) {
                throw ParseAbort.MALFORMED;
            }
            // Four digits are beyond every double; only the fast way below looks at the value.
            int magnitude = at - from > 4 ? 9999 : (int) value(from, at);
            exponent = minus ? -magnitude : magnitude;
        }
        int scale = exponent - fraction;
        if (pointAt - first + fraction <= EXACT_DIGITS && scale >= -22 && scale <= 22) {
            long mantissa = value(first, pointAt);
            for (int i = pointAt + 1; i < mantissaLimit; i++) {
                mantissa = mantissa * 10 + buffer[i] - '0';
            }
            // Both operands are exact doubles, so one operation rounds right.
            double magnitude = scale < 0 ? mantissa / POWERS[-scale] : mantissa * POWERS[scale];
            setFloat(buffer[start] == '-' ? -magnitude : magnitude);
            return at;
        }
        setFloat(parseDouble(start, at));
        return at;
    }

    private void setFloat(double value) {
        if (Double.isInfinite(value)) {
            throw ParseAbort.MALFORMED;
        }
        floating = value;
        kind = Kind.FLOAT;
    }

    private double parseDouble(int from, int to) {
        return Double.parseDouble(new String(buffer, from, to - from, StandardCharsets.US_ASCII));
    }

    private int digits(int from) {
        int at = from;
        while (at < end && buffer[at] >= '0' && buffer[at] <= '9') {
            at++;
        }
        return at;
    }

    private long value(int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + buffer[i] - '0';
        }
        return value;
    }
}
