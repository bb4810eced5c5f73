package io.trawl.query;

/// Durations of date histograms: an integer and a unit from milliseconds to days, as milliseconds.
final class HistogramDurations {
    private HistogramDurations() {}

    /// Reads a duration without a sign.
    static long parse(String text) {
        int digits = 0;
        while (digits < text.length() && Character.isDigit(text.charAt(digits)) && text.charAt(digits) < 128) {
            digits++;
        }
        if (digits == 0) {
            throw invalid("NumberMissing", text);
        }
        String unit = text.substring(digits);
        if (unit.isEmpty()) {
            throw invalid("UnitMissing", text);
        }
        long millis = switch (unit) {
            case "ms", "milliseconds" -> 1;
            case "s", "seconds" -> 1_000;
            case "m", "minutes" -> 60_000;
            case "h", "hours" -> 3_600_000;
            case "d", "days" -> 86_400_000;
            default -> throw invalid("UnitNotRecognized", unit);
        };
        try {
            return Math.multiplyExact(Long.parseLong(text.substring(0, digits)), millis);
        } catch (NumberFormatException | ArithmeticException e) {
            throw invalid("OutOfBounds", text);
        }
    }

    /// Reads a duration that may have a sign.
    static long parseSigned(String text) {
        if (text.startsWith("-")) {
            return -parse(text.substring(1));
        }
        return parse(text.startsWith("+") ? text.substring(1) : text);
    }

    private static InvalidAggregation invalid(String problem, String text) {
        return new InvalidAggregation("Date histogram parse error: " + problem + "(\"" + text
                + "\"); expected an integer and one of ms, s, m, h, d");
    }
}
