package io.trawl.query;

import io.trawl.docmapper.ColumnCodec;
import io.trawl.docmapper.FieldEntry;
import io.trawl.docmapper.IpAddresses;
import io.trawl.docmapper.TermCodec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.apache.lucene.util.BytesRef;

/// The value that a query's text is on a field that is not text.
///
/// @param term as the inverted field holds it
/// @param column as a numeric column holds it; of no meaning for addresses and bytes, whose column holds [#term]
record TypedValue(BytesRef term, long column) {
    private static final Pattern UNSIGNED = Pattern.compile("\\+?\\d+");
    private static final Pattern FLOAT = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    /// Empty if `text` is no value of the field's type.
    static Optional<TypedValue> parse(FieldEntry entry, String text) {
        return switch (entry.type()) {
            case U64 -> {
                OptionalLong bits = u64(text);
                yield bits.isPresent()
                        ? of(TermCodec.u64(bits.getAsLong()), ColumnCodec.encodeU64(bits.getAsLong()))
                        : Optional.empty();
            }
            case I64 -> {
                OptionalLong value = i64(text);
                yield value.isPresent() ? of(TermCodec.i64(value.getAsLong()), value.getAsLong()) : Optional.empty();
            }
            case F64 -> {
                OptionalDouble value = f64(text);
                yield value.isPresent()
                        ? of(TermCodec.f64(value.getAsDouble()), ColumnCodec.encodeF64(value.getAsDouble()))
                        : Optional.empty();
            }
            case BOOL ->
                text.equals("true") || text.equals("false")
                        ? of(TermCodec.bool(text.equals("true")), ColumnCodec.encodeBool(text.equals("true")))
                        : Optional.empty();
            case DATETIME -> {
                OptionalLong nanos = QueryDates.parse(text);
                yield nanos.isPresent()
                        ? of(
                                TermCodec.datetime(nanos.getAsLong()),
                                ColumnCodec.truncate(nanos.getAsLong(), entry.fastPrecision()))
                        : Optional.empty();
            }
            case IP -> IpAddresses.parse(text).flatMap(address -> of(TermCodec.ip(address), 0));
            case BYTES -> bytes(text).flatMap(value -> of(TermCodec.bytes(value), 0));
            case TEXT, JSON, CONCATENATE -> Optional.empty();
        };
    }

    static OptionalLong u64(String text) {
        if (!UNSIGNED.matcher(text).matches()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseUnsignedLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    static OptionalLong i64(String text) {
        if (text.isEmpty() || !isAscii(text)) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /// A finite number.
    static OptionalDouble f64(String text) {
        if (!FLOAT.matcher(text).matches()) {
            return OptionalDouble.empty();
        }
        double value = Double.parseDouble(text);
        return Double.isInfinite(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /// Hex if it decodes, else base64; a leading `!` means base64.
    private static Optional<byte[]> bytes(String text) {
        if (!text.startsWith("!")) {
            try {
                return Optional.of(HexFormat.of().parseHex(text));
            } catch (IllegalArgumentException e) {
                // No hex: perhaps base64.
            }
        }
        try {
            return Optional.of(Base64.getDecoder().decode(text.startsWith("!") ? text.substring(1) : text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }

    private static Optional<TypedValue> of(BytesRef term, long column) {
        return Optional.of(new TypedValue(term, column));
    }
}
