package io.trawl.config;

import java.util.Locale;

/// What an inverted field keeps about a term, each level with all of the one before.
public enum RecordOption {
    /// Which documents hold it.
    BASIC,
    /// And how often.
    FREQ,
    /// And where, so that phrases can be searched.
    POSITION;

    /// As configs write it.
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
