package io.trawl.docmapper;

import io.trawl.config.BinaryFormat;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Bytes as JSON strings: standard base64 with padding, or hexadecimal in any case.
final class BinaryText {
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] SYMBOLS = symbols();

    private BinaryText() {}

    /// @param problem why the text could not be decoded, or null
    @SuppressWarnings("ArrayRecordComponent")
    record Decoded(byte[] bytes, @Nullable String problem) {
        private static Decoded failed(String problem) {
            return new Decoded(NOTHING, problem);
        }
    }

    static String encode(byte[] bytes, BinaryFormat format) {
        return switch (format) {
            case BASE64 -> Base64.getEncoder().encodeToString(bytes);
            case HEX -> HexFormat.of().formatHex(bytes);
        };
    }

    static Decoded decode(byte[] text, int offset, int length, BinaryFormat format) {
        return switch (format) {
            case BASE64 -> base64(text, offset, length);
            case HEX -> hex(text, offset, length);
        };
    }

    private static Decoded hex(byte[] text, int offset, int length) {
        if (length % 2 != 0) {
            return Decoded.failed("Odd number of digits");
        }
        byte[] bytes = new byte[length / 2];
        for (int i = 0; i < length; i++) {
            int digit = text[offset + i] < 0 ? -1 : Character.digit(text[offset + i], 16);
            if (digit < 0) {
                String symbol = Character.toString(Utf8.codePoint(text, offset + i));
                return Decoded.failed("Invalid character '" + symbol + "' at position " + i);
            }
            bytes[i / 2] = (byte) (bytes[i / 2] << 4 | digit);
        }
        return new Decoded(bytes, null);
    }

    private static Decoded base64(byte[] text, int offset, int length) {
        int padding = 0;
        while (padding < 2 && padding < length && text[offset + length - 1 - padding] == '=') {
            padding++;
        }
        int symbols = length - padding;
        for (int i = 0; i < symbols; i++) {
            int b = text[offset + i] & 0xFF;
            if (SYMBOLS[b] < 0) {
                return Decoded.failed("Invalid symbol " + b + ", offset " + i + ".");
            }
        }
        int rest = symbols % 4;
        if (rest == 1) {
            return Decoded.failed("Invalid input length: " + length);
        }
        if (length % 4 != 0 || padding != (4 - rest) % 4) {
            return Decoded.failed("Invalid padding");
        }
        byte[] bytes = new byte[symbols * 3 / 4];
        int bits = 0;
        for (int i = 0; i < symbols; i++) {
            bits = bits << 6 | SYMBOLS[text[offset + i] & 0xFF];
            int filled = (i + 1) * 6;
            if (filled % 8 < 6) {
                bytes[filled / 8 - 1] = (byte) (bits >> filled % 8);
            }
        }
        int unused = rest == 0 ? 0 : rest == 2 ? 4 : 2;
        if ((bits & (1 << unused) - 1) != 0) {
            int last = text[offset + symbols - 1] & 0xFF;
            return Decoded.failed("Invalid last symbol " + last + ", offset " + (symbols - 1) + ".");
        }
        return new Decoded(bytes, null);
    }

    private static byte[] symbols() {
        byte[] symbols = new byte[256];
        java.util.Arrays.fill(symbols, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            symbols[alphabet.charAt(i)] = (byte) i;
        }
        return symbols;
    }
}
