package io.trawl.config;

import java.util.List;

/// How queries are read. Keys: `search_settings.*`.
///
/// @param defaultSearchFields where words without a field are searched
public record SearchSettings(List<String> defaultSearchFields) {
    public static final SearchSettings DEFAULT = new SearchSettings(List.of());

    public SearchSettings {
        defaultSearchFields = List.copyOf(defaultSearchFields);
    }
}
