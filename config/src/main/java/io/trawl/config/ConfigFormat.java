package io.trawl.config;

import java.util.Locale;
import java.util.Optional;

/// The three languages a config may be written in.
public enum ConfigFormat {
    JSON,
    YAML,
    TOML;

    /// The format of a file, by its extension.
    public static Optional<ConfigFormat> ofFileName(String fileName) {
        int dot = fileName.lastIndexOf('.');
        return ofSubtype(dot < 0 ? "" : fileName.substring(dot + 1));
    }

    /// The format of a request body; a missing or empty content type means JSON, parameters are ignored.
    public static Optional<ConfigFormat> ofContentType(String contentType) {
        String type = contentType.split(";", 2)[0].strip();
        if (type.isEmpty()) {
            return Optional.of(JSON);
        }
        return ofSubtype(type.substring(type.indexOf('/') + 1));
    }

    private static Optional<ConfigFormat> ofSubtype(String subtype) {
        return switch (subtype.toLowerCase(Locale.ROOT)) {
            case "json" -> Optional.of(JSON);
            case "yaml", "yml", "x-yaml" -> Optional.of(YAML);
            case "toml" -> Optional.of(TOML);
            default -> Optional.empty();
        };
    }
}
