package io.trawl.search.collect;

/// Decimal numbers, one a line.
final class CsvEncoder extends ValueEncoder {
    /// Digits, sign and line end of the longest number.
    private static final int LINE_BYTES_MAX = 21;

    private final boolean unsigned;
    private final byte[] digits = new byte[LINE_BYTES_MAX];

    CsvEncoder(boolean unsigned) {
        this.unsigned = unsigned;
    }

    @Override
    void add(long[] values, long[] partitions, int count) {
        ensure(count * LINE_BYTES_MAX);
        for (int i = 0; i < count; i++) {
            append(values[i]);
        }
    }

    private void append(long value) {
        // Negative numbers hold all of the range, positive ones lack the least.
        long left = value;
        int at = digits.length;
        if (unsigned && value < 0) {
            long tenth = Long.divideUnsigned(value, 10);
            digits[--at] = (byte) ('0' + (value - tenth * 10));
            left = tenth;
        }
        boolean negative = left < 0;
        long rest = negative ? left : -left;
        do {
            long tenth = rest / 10;
            digits[--at] = (byte) ('0' - (rest - tenth * 10));
            rest = tenth;
        } while (rest != 0);
        if (negative) {
            digits[--at] = '-';
        }
        int length = digits.length - at;
        System.arraycopy(digits, at, buffer, size, length);
        size += length;
        buffer[size++] = '\n';
    }
}
