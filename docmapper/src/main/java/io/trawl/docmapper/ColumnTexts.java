package io.trawl.docmapper;

/// Texts as columns keep them.
final class ColumnTexts {
    private ColumnTexts() {}

    /// The column's value is the text, cut if it is too long.
    static void set(DocField field, byte[] text, int offset, int length) {
        field.setBytes(text, offset, cut(text, offset, length));
    }

    /// The column's value is the text in lower case.
    static void setLowercase(DocField field, byte[] text, int offset, int length) {
        byte[] lower = new byte[length + (length >> 1) + 4];
        int written = Lowercase.write(text, offset, length, lower, 0);
        field.setBytes(lower, 0, cut(lower, 0, written));
    }

    private static int cut(byte[] text, int offset, int length) {
        return length <= ColumnCodec.TEXT_BYTES_MAX ? length : Utf8.boundary(text, offset, ColumnCodec.TEXT_BYTES_MAX);
    }
}
