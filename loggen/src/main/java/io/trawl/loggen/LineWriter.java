package io.trawl.loggen;

import java.nio.charset.StandardCharsets;

/// Writes into a byte array that is large enough, without making garbage.
final class LineWriter {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);

    private byte[] target = new byte[0];
    private int position;
    private final byte[] digits = new byte[20];

    void reset(byte[] newTarget, int newPosition) {
        target = newTarget;
        position = newPosition;
    }

    int position() {
        return position;
    }

    void raw(byte[] bytes) {
        System.arraycopy(bytes, 0, target, position, bytes.length);
        position += bytes.length;
    }

    void raw(byte[] bytes, int length) {
        System.arraycopy(bytes, 0, target, position, length);
        position += length;
    }

    void raw(char ascii) {
        target[position++] = (byte) ascii;
    }

    /// @param value not negative
    void number(long value) {
        int start = digits.length;
        long rest = value;
        do {
            long tenth = rest / 10;
            digits[--start] = (byte) ('0' + rest - tenth * 10);
            rest = tenth;
        } while (rest > 0);
        System.arraycopy(digits, start, target, position, digits.length - start);
        position += digits.length - start;
    }

    /// `value` with a point before its last `decimals` digits.
    void fixed(long value, int decimals) {
        long unit = 1;
        for (int i = 0; i < decimals; i++) {
            unit *= 10;
        }
        number(value / unit);
        target[position++] = '.';
        for (long below = unit / 10; below > 0; below /= 10) {
            target[position++] = (byte) ('0' + value / below % 10);
        }
    }

    /// The lowest `length` hexadecimal digits of `value`.
    void hex(long value, int length) {
        for (int shift = 4 * (length - 1); shift >= 0; shift -= 4) {
            target[position++] = HEX[(int) (value >>> shift) & 15];
        }
    }

    /// `length` letters and digits made from `value`.
    void letters(long value, int length) {
        long rest = value >>> 1;
        for (int i = 0; i < length; i++) {
            target[position++] = BASE36[(int) (rest % 36)];
            rest /= 36;
        }
    }
}
