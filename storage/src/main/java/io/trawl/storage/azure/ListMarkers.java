package io.trawl.storage.azure;

import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// Remembers where pages of listings begin.
///
/// Azure goes on from a marker of its own and not from a key, so that a listing from a key would have to read all pages
/// before it. A marker stands for a place among the names and stays good when objects come and go; so what was learned
/// in one listing serves the next. Safe for concurrent use.
final class ListMarkers {
    /// Places remembered; past it all are forgotten, and the next listing reads its pages from the first again.
    static final int MAX_MARKERS = 10_000;

    /// By prefix, then by the last name before the place. Guarded by this.
    private final Map<String, NavigableMap<String, String>> markers = new HashMap<>();

    private int count;

    /// What is listed from `marker` on comes behind `lastName`, and is all of it.
    synchronized void learned(String prefix, String lastName, String marker) {
        if (count >= MAX_MARKERS) {
            forgetAll();
        }
        NavigableMap<String, String> places =
                markers.computeIfAbsent(prefix, ignored -> new TreeMap<>(io.trawl.storage.StorageKey::compare));
        if (places.put(lastName, marker) == null) {
            count++;
        }
    }

    /// The marker from which all names behind `startAfter` are listed, and as few others as possible.
    synchronized Optional<String> find(String prefix, String startAfter) {
        NavigableMap<String, String> places = markers.get(prefix);
        Entry<String, String> place = places == null ? null : places.floorEntry(startAfter);
        return place == null ? Optional.empty() : Optional.of(place.getValue());
    }

    synchronized void forgetAll() {
        markers.clear();
        count = 0;
    }
}
