package io.trawl.search.collect;

import io.trawl.docmapper.ColumnCodec;
import io.trawl.query.FieldColumn;
import java.time.Instant;
import org.apache.lucene.util.BytesRef;

/// The key of a bucket of a terms aggregation, the same for equal values whatever split and column they come
/// from.
///
/// Ordered as the answer orders keys: booleans and integers by value, then fractions by value, then text; times
/// and addresses compare as the text that they are shown as.
public sealed interface TermKey extends Comparable<TermKey> {
    record Bool(boolean value) implements TermKey {}

    record Int(long value) implements TermKey {}

    /// An integer from 2^63 on.
    record BigInt(long unsigned) implements TermKey {}

    /// Not integral, or beyond 64 bits.
    record Fraction(double value) implements TermKey {}

    record Text(String value) implements TermKey {}

    /// The column value of a number, boolean or time.
    static TermKey ofNumber(FieldColumn.Kind type, long bits) {
        return switch (type) {
            case BOOL -> new Bool(bits != 0);
            case I64 -> new Int(bits);
            case U64 -> ofUnsigned(ColumnCodec.decodeU64(bits));
            case F64 -> ofDouble(ColumnCodec.decodeF64(bits));
            case DATETIME -> new Text(instantText(Instant.ofEpochSecond(0, bits)));
            case TEXT, IP, BYTES -> throw new IllegalArgumentException(type + " columns hold no numbers");
        };
    }

    private static TermKey ofUnsigned(long value) {
        return value >= 0 ? new Int(value) : new BigInt(value);
    }

    static TermKey ofDouble(double value) {
        return Numbers.isLong(value) ? new Int((long) value) : new Fraction(value);
    }

    /// RFC 3339 in UTC, with as many digits of the second as are not zero.
    static String instantText(Instant instant) {
        String text = instant.toString();
        if (instant.getNano() == 0) {
            return text;
        }
        // Instant prints 3, 6 or 9 digits.
        int end = text.length() - 1;
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        return text.substring(0, end) + 'Z';
    }

    @Override
    default int compareTo(TermKey other) {
        return switch (this) {
            case Bool(boolean value) when other instanceof Bool(boolean theirs) -> Boolean.compare(value, theirs);
            case Int(long value) when other instanceof Int(long theirs) -> Long.compare(value, theirs);
            case BigInt(long value) when other instanceof BigInt(long theirs) -> Long.compareUnsigned(value, theirs);
            case Fraction(double value) when other instanceof Fraction(double theirs) -> Double.compare(value, theirs);
            case Text(String value) when other instanceof Text(String theirs) -> compareText(value, theirs);
            default -> Integer.compare(rank(this), rank(other));
        };
    }

    /// By the bytes of UTF-8.
    private static int compareText(String a, String b) {
        return new BytesRef(a).compareTo(new BytesRef(b));
    }

    private static int rank(TermKey key) {
        return switch (key) {
            case Bool _ -> 0;
            case Int _ -> 1;
            case BigInt _ -> 2;
            case Fraction _ -> 3;
            case Text _ -> 4;
        };
    }
}
