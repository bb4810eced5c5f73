package io.trawl.docmapper;

import org.jspecify.annotations.Nullable;

/// Code points in UTF-8 bytes.
final class Utf8 {
    private Utf8() {}

    /// The code point at `at`; the bytes must be valid UTF-8.
    static int codePoint(byte[] bytes, int at) {
        int lead = bytes[at];
        if (lead >= 0) {
            return lead;
        }
        if (lead < (byte) 0xE0) {
            return (lead & 0x1F) << 6 | bytes[at + 1] & 0x3F;
        }
        if (lead < (byte) 0xF0) {
            return (lead & 0x0F) << 12 | (bytes[at + 1] & 0x3F) << 6 | bytes[at + 2] & 0x3F;
        }
        return (lead & 0x07) << 18 | (bytes[at + 1] & 0x3F) << 12 | (bytes[at + 2] & 0x3F) << 6 | bytes[at + 3] & 0x3F;
    }

    /// Bytes of the sequence that starts with `lead`.
    static int length(byte lead) {
        if (lead >= 0) {
            return 1;
        }
        if (lead < (byte) 0xE0) {
            return 2;
        }
        return lead < (byte) 0xF0 ? 3 : 4;
    }

    /// Bytes that `codePoint` takes.
    static int lengthOf(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        if (codePoint < 0x800) {
            return 2;
        }
        return codePoint < 0x10000 ? 3 : 4;
    }

    /// Writes `codePoint` and returns where it ends.
    static int write(int codePoint, byte[] target, int at) {
        if (codePoint < 0x80) {
            target[at] = (byte) codePoint;
            return at + 1;
        }
        if (codePoint < 0x800) {
            target[at] = (byte) (0xC0 | codePoint >> 6);
            target[at + 1] = (byte) (0x80 | codePoint & 0x3F);
            return at + 2;
        }
        if (codePoint < 0x10000) {
            target[at] = (byte) (0xE0 | codePoint >> 12);
            target[at + 1] = (byte) (0x80 | codePoint >> 6 & 0x3F);
            target[at + 2] = (byte) (0x80 | codePoint & 0x3F);
            return at + 3;
        }
        target[at] = (byte) (0xF0 | codePoint >> 18);
        target[at + 1] = (byte) (0x80 | codePoint >> 12 & 0x3F);
        target[at + 2] = (byte) (0x80 | codePoint >> 6 & 0x3F);
        target[at + 3] = (byte) (0x80 | codePoint & 0x3F);
        return at + 4;
    }

    /// Whether the bytes are well-formed: no overlong forms, no surrogates, nothing above U+10FFFF.
    static boolean isValid(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int at = offset;
        while (at < end) {
            byte lead = bytes[at];
            if (lead >= 0) {
                at++;
                continue;
            }
            int next = validSequence(bytes, at, end);
            if (next < 0) {
                return false;
            }
            at = next;
        }
        return true;
    }

    /// The end of the well-formed sequence at `at`, which starts with a byte above 0x7F; negative if there is none.
    private static int validSequence(byte[] bytes, int at, int end) {
        int lead = bytes[at] & 0xFF;
        int size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (lead < 0xC2 || lead > 0xF4 || at + size > end) {
            return -1;
        }
        int second = bytes[at + 1] & 0xFF;
        int low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < low || second > high) {
            return -1;
        }
        for (int i = 2; i < size; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return -1;
            }
        }
        return at + size;
    }

    /// `limit`, or a little less, so that no character is cut.
    static int boundary(byte[] bytes, int offset, int limit) {
        int cut = limit;
        while (cut > 0 && (bytes[offset + cut] & 0xC0) == 0x80) {
            cut--;
        }
        return cut;
    }

    static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, java.nio.charset.StandardCharsets.UTF_8);
    }

    /// `buffer`, or a larger one with the same beginning, so that `needed` bytes fit.
    static byte[] grown(byte @Nullable [] buffer, int used, int needed) {
        if (buffer != null && buffer.length >= needed) {
            return buffer;
        }
        byte[] larger = new byte[Math.max(needed, Math.max(256, needed + (needed >> 1)))];
        if (buffer != null) {
            System.arraycopy(buffer, 0, larger, 0, used);
        }
        return larger;
    }
}
