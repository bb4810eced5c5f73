package io.trawl.docmapper;

import io.trawl.common.TrawlException;

/// One of a datetime field's `input_formats`.
interface DatetimeFormat {
    /// Whether `text`, which has no blanks around it, is a time in this format; sets `value` if so.
    boolean parse(byte[] text, int offset, int length, DatetimeValue value);

    /// @param name `rfc3339`, `unix_timestamp` …, or a strptime pattern
    /// @throws TrawlException BAD_REQUEST for a format that is not supported yet
    static DatetimeFormat named(String name) {
        return switch (name) {
            case "rfc3339" -> Rfc3339::parse;
            case UnixTimestamps.NAME -> UnixTimestamps::parse;
            default ->
                throw TrawlException.badRequest("datetime input format `" + name + "` is not supported yet; use "
                        + "`rfc3339` or `unix_timestamp`");
        };
    }
}
