package io.trawl.docmapper;

/// The type of a leaf below a `json` field or of an undeclared field: one column a path and type.
///
/// In terms the three kinds of numbers are one ([TermCodec#jsonNumber(String, long)]), so that `1` finds `1.0`.
public enum JsonType {
    TEXT('s', 't'),
    BOOL('b', 'b'),
    DATETIME('d', 'd'),
    /// Integers from -2^63 to 2^63 - 1.
    I64('i', 'n'),
    /// Integers from 2^63 to 2^64 - 1 only.
    U64('u', 'n'),
    /// Numbers written with a point or an exponent, and integers beyond 64 bits.
    F64('f', 'n');

    private final char columnCode;
    private final byte termCode;

    JsonType(char columnCode, char termCode) {
        this.columnCode = columnCode;
        this.termCode = (byte) termCode;
    }

    /// The letter in a column's name.
    char columnCode() {
        return columnCode;
    }

    /// The byte between path and value in a term.
    byte termCode() {
        return termCode;
    }

    public boolean isNumeric() {
        return termCode == 'n';
    }

    /// The type a column's letter stands for, or null.
    static @org.jspecify.annotations.Nullable JsonType ofColumnCode(char code) {
        for (JsonType type : values()) {
            if (type.columnCode == code) {
                return type;
            }
        }
        return null;
    }
}
