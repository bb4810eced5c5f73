package io.trawl.config;

import java.util.Collection;
import java.util.Optional;

/// Guesses which name was meant.
final class NearestName {
    private NearestName() {}

    /// The name that takes the fewest edits, if a third of its letters may stay wrong at most.
    static Optional<String> of(String written, Collection<String> names) {
        String best = null;
        int bestDistance = Integer.MAX_VALUE;
        for (String name : names) {
            int distance = distance(written, name);
            if (distance < bestDistance && distance <= Math.max(1, name.length() / 3)) {
                best = name;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /// Letters to insert, delete or replace.
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
