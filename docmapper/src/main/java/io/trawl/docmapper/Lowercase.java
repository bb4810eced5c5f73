package io.trawl.docmapper;

/// Lower case as Unicode maps single characters: one-to-many for `İ`, no special final sigma.
final class Lowercase {
    private static final int CAPITAL_I_WITH_DOT = 0x130;
    private static final int COMBINING_DOT_ABOVE = 0x307;

    private Lowercase() {}

    /// Writes the lower case of `codePoint` and returns where it ends. Takes at most 4 bytes.
    static int write(int codePoint, byte[] target, int at) {
        if (codePoint == CAPITAL_I_WITH_DOT) {
            target[at] = 'i';
            return Utf8.write(COMBINING_DOT_ABOVE, target, at + 1);
        }
        return Utf8.write(Character.toLowerCase(codePoint), target, at);
    }

    /// Writes the lower case of a text to `target`, which must hold twice its length, and returns where it ends. No
    /// mapping makes a character more than half as long again.
    static int write(byte[] source, int offset, int length, byte[] target, int at) {
        int end = offset + length;
        int written = at;
        int i = offset;
        while (i < end) {
            byte b = source[i];
            if (b >= 0) {
                target[written++] = b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
                i++;
            } else {
                written = write(Utf8.codePoint(source, i), target, written);
                i += Utf8.length(b);
            }
        }
        return written;
    }

    static String text(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        text.codePoints().forEach(codePoint -> {
            if (codePoint == CAPITAL_I_WITH_DOT) {
                lower.append('i').appendCodePoint(COMBINING_DOT_ABOVE);
            } else {
                lower.appendCodePoint(Character.toLowerCase(codePoint));
            }
        });
        return lower.toString();
    }
}
