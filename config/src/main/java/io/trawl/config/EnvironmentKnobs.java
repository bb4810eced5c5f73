package io.trawl.config;

import io.trawl.common.TrawlException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Settings that exist as environment variables only, by their names without `TRAWL_` or `QW_`.
///
/// @param values the ones that are set
public record EnvironmentKnobs(Map<String, String> values) {
    public EnvironmentKnobs {
        values = Map.copyOf(values);
    }

    public Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /// @throws TrawlException BAD_REQUEST if it is set to something else than `true`, `1`, `false` or `0`
    public boolean flag(String name, boolean absent) {
        return find(name).map(value -> parseFlag("TRAWL_" + name, value)).orElse(absent);
    }

    /// @throws TrawlException BAD_REQUEST if it is set to something else than a whole number from `min` on
    public long number(String name, long absent, long min) {
        return find(name)
                .map(value -> {
                    try {
                        long number = Long.parseLong(value.strip());
                        if (number >= min) {
                            return number;
                        }
                    } catch (NumberFormatException notNumber) {
                        // Refused below, like a number that is too small.
                    }
                    throw TrawlException.badRequest("environment variable TRAWL_" + name
                            + " must be a whole number from " + min + " on, got `" + value + "`");
                })
                .orElse(absent);
    }

    static boolean parseFlag(String variable, String value) {
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default ->
                throw TrawlException.badRequest(
                        "environment variable " + variable + " must be true or false, got `" + value + "`");
        };
    }
}
