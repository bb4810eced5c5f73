package io.trawl.query;

import io.trawl.common.TrawlException;

/// How many optional clauses must match: a count, or a percentage of the clauses; negative ones count from the end.
public sealed interface MinimumShouldMatch {
    record Count(int value) implements MinimumShouldMatch {}

    record Percentage(int value) implements MinimumShouldMatch {}

    /// Reads `3`, `-2`, `35%` or `-35%`.
    static MinimumShouldMatch parse(String text) {
        String trimmed = text.strip();
        boolean percentage = trimmed.endsWith("%");
        String digits = percentage ? trimmed.substring(0, trimmed.length() - 1).strip() : trimmed;
        try {
            int value = Integer.parseInt(digits);
            return percentage ? new Percentage(value) : new Count(value);
        } catch (NumberFormatException e) {
            throw TrawlException.badRequest("Unsupported minimum should match dsl " + text
                    + ". only numbers and the format '35%' and `-35%` are supported");
        }
    }

    /// The number of clauses that must match out of `clauses`; negative where the value leaves it unspecified. The
    /// result may exceed `clauses`: then nothing matches.
    default int resolve(int clauses) {
        int wanted = switch (this) {
            case Count(int value) -> value;
            case Percentage(int value) -> (int) ((long) value * clauses / 100);
        };
        if (wanted >= 0) {
            return wanted;
        }
        return -wanted >= clauses ? -1 : clauses + wanted;
    }
}
