package io.trawl.docmapper;

import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;

/// One of a datetime field's `input_formats`.
interface DatetimeFormat {
    /// Whether `text`, which has no blanks around it, is a time in this format; sets `value` if so.
    boolean parse(byte[] text, int offset, int length, DatetimeValue value);

    /// @param name `rfc3339`, `iso8601`, `rfc2822`, `unix_timestamp`, or a strptime pattern
    /// @param clock tells the year where a pattern does not
    /// @throws TrawlException BAD_REQUEST for a pattern with an unknown conversion
    static DatetimeFormat named(String name, TimeSource clock) {
        return switch (name) {
            case "rfc3339" -> Rfc3339::parse;
            case "iso8601" -> Iso8601::parse;
            case "rfc2822" -> Rfc2822::parse;
            case UnixTimestamps.NAME -> UnixTimestamps::parse;
            default -> Strptime.of(name, clock);
        };
    }
}
