package io.trawl.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the queries of the benches look for in a given file: words are fixed, times and a trace come from the file.
///
/// @param windowStartMillis a window of a good minute from a third of the way
record QueryTexts(long windowStartMillis, long windowEndMillis, String traceId) {
    private static final Pattern TIMESTAMP = Pattern.compile("\"timestamp\":(\\d+)");
    private static final Pattern TRACE = Pattern.compile("\"trace_id\":\"([0-9a-f]+)\"");

    static QueryTexts of(Lines lines) {
        List<byte[]> all = lines.lines();
        return of(
                text(all.getFirst()),
                all.subList(all.size() * 4 / 5, all.size()).stream()
                        .map(QueryTexts::text)
                        .toList());
    }

    /// @param lastLines some of the end, where the trace is looked for
    static QueryTexts of(String firstLine, List<String> lastLines) {
        for (String line : lastLines) {
            Matcher trace = TRACE.matcher(line);
            if (trace.find()) {
                return within(timestamp(firstLine), timestamp(lastLines.getLast()), trace.group(1));
            }
        }
        throw new IllegalArgumentException(
                "the file has no `trace_id` in its last fifth: make one with `./bench generate`");
    }

    /// With a window of a tenth of this time, on whole seconds.
    static QueryTexts within(long firstMillis, long lastMillis, String traceId) {
        long start = (firstMillis + (lastMillis - firstMillis) / 3) / 1000 * 1000;
        long end = start + Math.max(1000, (lastMillis - firstMillis) / 10 / 1000 * 1000);
        return new QueryTexts(start, end, traceId);
    }

    private static long timestamp(String line) {
        Matcher time = TIMESTAMP.matcher(line);
        if (!time.find()) {
            throw new IllegalArgumentException("a line has no `timestamp` in milliseconds: make a file with"
                    + " `./bench generate`, or give --index-config");
        }
        return Long.parseLong(time.group(1));
    }

    private static String text(byte[] line) {
        return new String(line, StandardCharsets.UTF_8);
    }
}
