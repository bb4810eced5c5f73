package io.trawl.common;

import java.util.OptionalLong;

/// How far a partition of a source has been read: after which record, or to its end.
///
/// Kept as the text that is stored: empty at the beginning; an offset as 20 decimal digits, or whatever ordered token
/// the
/// source gives its records; with a leading `~` once the partition has ended there; `~` alone if it ended with nothing
/// read. Positions of one partition are ordered by that text, so that the beginning comes first and an end last.
public final class Position implements Comparable<Position> {
    /// Before the first record.
    public static final Position BEGINNING = new Position("");

    /// The partition ended and no record of it was read.
    public static final Position END_WITHOUT_RECORDS = new Position("~");

    private static final char END_MARK = '~';
    /// The digits of the largest unsigned 64-bit number.
    private static final int OFFSET_DIGITS = 20;

    private static final String ZEROS = "0".repeat(OFFSET_DIGITS);

    private final String text;

    private Position(String text) {
        this.text = text;
    }

    /// After the record with this offset, which is taken as unsigned.
    public static Position offset(long offset) {
        return new Position(padded(offset));
    }

    /// The partition ended after the record with this offset.
    public static Position endAfter(long offset) {
        return new Position(END_MARK + padded(offset));
    }

    /// The position whose [#toString] gave `text`.
    public static Position parse(String text) {
        return text.isEmpty() ? BEGINNING : new Position(text);
    }

    private static String padded(long offset) {
        String digits = Long.toUnsignedString(offset);
        return ZEROS.substring(digits.length()) + digits;
    }

    public boolean isBeginning() {
        return text.isEmpty();
    }

    /// Whether nothing follows in the partition, ever.
    public boolean isEnd() {
        return !text.isEmpty() && text.charAt(0) == END_MARK;
    }

    /// The same place, with the partition ended there.
    public Position asEnd() {
        return isEnd() ? this : new Position(END_MARK + text);
    }

    /// The unsigned offset of the last record read; empty where there is none or the source does not count in offsets.
    public OptionalLong lastOffset() {
        String digits = isEnd() ? text.substring(1) : text;
        if (digits.length() != OFFSET_DIGITS || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseUnsignedLong(digits));
        } catch (NumberFormatException tooLarge) {
            return OptionalLong.empty();
        }
    }

    @Override
    public int compareTo(Position other) {
        return text.compareTo(other.text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Position position && text.equals(position.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /// The stored text.
    @Override
    public String toString() {
        return text;
    }
}
