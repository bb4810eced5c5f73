package io.trawl.config;

/// A script that each document of a source goes through.
public record SourceTransform(String script, String timezone) {
    public static final String DEFAULT_TIMEZONE = "UTC";
}
