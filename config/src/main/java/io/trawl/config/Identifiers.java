package io.trawl.config;

import java.util.regex.Pattern;

/// The rule for ids that become parts of file names and URLs.
public final class Identifiers {
    private static final String RULE = "^[a-zA-Z][a-zA-Z0-9-_\\.]{2,254}$";
    private static final Pattern PATTERN = Pattern.compile("[a-zA-Z][a-zA-Z0-9-_.]{2,254}");

    private Identifiers() {}

    /// @param kind `index ID`, `source ID` …
    /// @throws IllegalArgumentException in Quickwit's words
    public static void check(String kind, String id) {
        if (!PATTERN.matcher(id).matches()) {
            throw new IllegalArgumentException(kind + " `" + id
                    + "` is invalid: identifiers must match the following regular expression: `" + RULE + "`");
        }
    }
}
