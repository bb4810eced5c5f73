package io.trawl.docmapper;

import io.trawl.config.FastPrecision;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A datetime field.
final class DatetimeParser extends ScalarParser {
    private final DatetimeReader reader;
    private final FastPrecision precision;
    private final @Nullable FieldPool fields;
    private final boolean timestamp;

    /// @param timestamp whether this is the field that dates documents
    DatetimeParser(
            String messagePath,
            FieldEntry entry,
            DatetimeReader reader,
            @Nullable FieldPool fields,
            boolean timestamp) {
        super(messagePath, entry.array());
        this.reader = reader;
        this.precision = entry.fastPrecision();
        this.fields = fields;
        this.timestamp = timestamp;
    }

    @Override
    void parseValue(ParseContext context, byte first) {
        JsonScanner json = context.json;
        DatetimeValue value = context.datetime;
        if (first == '"') {
            json.readString();
            if (!reader.readString(json, value)) {
                throw reject(
                        context,
                        () -> "failed to parse datetime `" + string(json) + "` using the following formats: "
                                + names(reader.formats()));
            }
        } else if (isNumberStart(first)) {
            json.readNumber();
            if (!reader.readNumber(json, value)) {
                throw reject(context, () -> numberRefused(json));
            }
        } else {
            throw wrongKind(context, "failed to parse datetime: expected a float, integer, or string");
        }
        long nanos = value.epochNanos();
        if (timestamp) {
            context.doc.setTimestamp(nanos);
        }
        if (fields != null && context.building) {
            DocField field = fields.next(context.doc);
            TermCodec.writeDatetime(nanos, field.termBuffer(Long.BYTES), 0);
            field.setNumber(ColumnCodec.truncate(nanos, precision));
        }
    }

    private String numberRefused(JsonScanner json) {
        String shown = json.number.kind == JsonNumber.Kind.FLOAT
                ? FloatText.plain(json.number.floating)
                : JsonText.number(json);
        return reader.takesNumbers()
                ? UnixTimestamps.outOfRange(shown)
                : "failed to parse datetime `" + shown + "` using the following formats: " + names(reader.formats());
    }

    private static String names(List<String> formats) {
        return formats.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }
}
