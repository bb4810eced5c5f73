package io.trawl.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the queries of the benches look for in a given file: words are fixed, times and a trace come from the file.
///
/// @param windowStartMillis a window of a good minute from a third of the way
record QueryTexts(long windowStartMillis, long windowEndMillis, String traceId) {
    private static final Pattern TIMESTAMP = Pattern.compile("\"timestamp\":(\\d+)");
    private static final Pattern TRACE = Pattern.compile("\"trace_id\":\"([0-9a-f]+)\"");

    static QueryTexts of(Lines lines) {
        long first = timestamp(lines.lines().getFirst());
        long last = timestamp(lines.lines().getLast());
        long start = (first + (last - first) / 3) / 1000 * 1000;
        long end = start + Math.max(1000, (last - first) / 10 / 1000 * 1000);
        for (int i = lines.lines().size() * 4 / 5; i < lines.lines().size(); i++) {
            Matcher trace = TRACE.matcher(text(lines.lines().get(i)));
            if (trace.find()) {
                return new QueryTexts(start, end, trace.group(1));
            }
        }
        throw new IllegalArgumentException(
                "the file has no `trace_id` in its last fifth: make one with `./bench generate`");
    }

    private static long timestamp(byte[] line) {
        Matcher time = TIMESTAMP.matcher(text(line));
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
