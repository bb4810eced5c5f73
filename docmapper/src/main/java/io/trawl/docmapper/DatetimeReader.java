package io.trawl.docmapper;

import io.trawl.common.TimeSource;
import java.util.List;

/// Reads a datetime field's values by its input formats, in their order.
final class DatetimeReader {
    private final List<String> formats;
    private final DatetimeFormat[] parsers;

    /// @param clock tells the year where a format does not
    DatetimeReader(List<String> formats, TimeSource clock) {
        this.formats = List.copyOf(formats);
        this.parsers =
                formats.stream().map(name -> DatetimeFormat.named(name, clock)).toArray(DatetimeFormat[]::new);
    }

    List<String> formats() {
        return formats;
    }

    boolean takesNumbers() {
        return formats.contains(UnixTimestamps.NAME);
    }

    /// Whether the string that was read is a time; blanks around it do not count.
    boolean readString(JsonScanner json, DatetimeValue value) {
        byte[] text = json.text;
        int from = json.textOffset;
        int to = from + json.textLength;
        while (from < to && text[from] >= 0 && text[from] <= ' ') {
            from++;
        }
        while (to > from && text[to - 1] >= 0 && text[to - 1] <= ' ') {
            to--;
        }
        for (DatetimeFormat parser : parsers) {
            if (parser.parse(text, from, to - from, value)) {
                return true;
            }
        }
        return false;
    }

    /// Whether the number that was read is a time.
    boolean readNumber(JsonScanner json, DatetimeValue value) {
        if (!takesNumbers()) {
            return false;
        }
        return switch (json.number.kind) {
            case INTEGER -> UnixTimestamps.fromInteger(json.number.integer, value);
            case UNSIGNED -> false;
            case FLOAT -> UnixTimestamps.fromFloat(json.number.floating, value);
        };
    }
}
