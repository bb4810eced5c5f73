package io.trawl.query;

import io.trawl.docmapper.ColumnCodec;
import io.trawl.docmapper.ColumnNames;
import io.trawl.docmapper.FieldEntry;
import io.trawl.docmapper.JsonType;
import io.trawl.docmapper.TermCodec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.lucene.util.BytesRef;

/// What a text of a query may be below a json field beside a text: a number, a boolean or a time.
///
/// @param term in the json field's inverted field
/// @param columns where equal values lie, as their columns hold them
record JsonValue(BytesRef term, List<ColumnValue> columns) {
    record ColumnValue(String column, long value) {}

    private static final double TWO_TO_63 = 0x1p63;
    private static final double TWO_TO_64 = 0x1p64;

    static Optional<JsonValue> parse(FieldEntry root, String path, String text) {
        if (text.equals("true") || text.equals("false")) {
            boolean value = text.equals("true");
            return Optional.of(new JsonValue(
                    TermCodec.jsonBool(path, value),
                    List.of(column(root, path, JsonType.BOOL, ColumnCodec.encodeBool(value)))));
        }
        OptionalLong integer = TypedValue.i64(text);
        if (integer.isPresent()) {
            return Optional.of(integer(root, path, integer.getAsLong()));
        }
        OptionalLong unsigned = TypedValue.u64(text);
        if (unsigned.isPresent()) {
            return Optional.of(unsigned(root, path, unsigned.getAsLong()));
        }
        OptionalDouble number = TypedValue.f64(text);
        if (number.isPresent()) {
            return Optional.of(number(root, path, number.getAsDouble()));
        }
        OptionalLong nanos = QueryDates.parseRfc3339(text);
        return nanos.isPresent() ? Optional.of(time(root, path, nanos.getAsLong())) : Optional.empty();
    }

    private static JsonValue integer(FieldEntry root, String path, long value) {
        List<ColumnValue> columns = new ArrayList<>();
        columns.add(column(root, path, JsonType.I64, value));
        if ((long) (double) value == value && (double) value != TWO_TO_63) {
            columns.add(column(root, path, JsonType.F64, ColumnCodec.encodeF64(value)));
        }
        return new JsonValue(TermCodec.jsonNumber(path, value), columns);
    }

    /// @param bits of an integer of at least 2^63
    private static JsonValue unsigned(FieldEntry root, String path, long bits) {
        List<ColumnValue> columns = new ArrayList<>();
        columns.add(column(root, path, JsonType.U64, ColumnCodec.encodeU64(bits)));
        BigDecimal exact = new BigDecimal(Long.toUnsignedString(bits));
        double nearest = exact.doubleValue();
        if (new BigDecimal(nearest).compareTo(exact) == 0) {
            columns.add(column(root, path, JsonType.F64, ColumnCodec.encodeF64(nearest)));
        }
        return new JsonValue(TermCodec.jsonUnsigned(path, bits), columns);
    }

    private static JsonValue number(FieldEntry root, String path, double value) {
        List<ColumnValue> columns = new ArrayList<>();
        columns.add(column(root, path, JsonType.F64, ColumnCodec.encodeF64(value)));
        if (value == Math.rint(value) && value >= -TWO_TO_63 && value < TWO_TO_63) {
            columns.add(column(root, path, JsonType.I64, (long) value));
        } else if (value == Math.rint(value) && value >= TWO_TO_63 && value < TWO_TO_64) {
            long bits = (long) (value - TWO_TO_63) ^ Long.MIN_VALUE;
            columns.add(column(root, path, JsonType.U64, ColumnCodec.encodeU64(bits)));
        }
        return new JsonValue(TermCodec.jsonNumber(path, value), columns);
    }

    /// The column keeps nanoseconds, the term seconds.
    private static JsonValue time(FieldEntry root, String path, long nanos) {
        return new JsonValue(
                TermCodec.jsonDatetime(path, nanos), List.of(column(root, path, JsonType.DATETIME, nanos)));
    }

    private static ColumnValue column(FieldEntry root, String path, JsonType type, long value) {
        return new ColumnValue(ColumnNames.json(root, path, type), value);
    }
}
