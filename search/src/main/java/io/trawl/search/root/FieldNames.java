package io.trawl.search.root;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Finds the name that was probably meant.
final class FieldNames {
    /// Longer names are cut: the work grows with the square.
    private static final int LENGTH_MAX = 128;

    private FieldNames() {}

    /// @return the most similar of `known`, the first in order of equally similar ones; empty if none is alike
    static Optional<String> nearest(String name, Collection<String> known) {
        int most = Math.max(2, name.length() / 3);
        return known.stream()
                .filter(candidate -> !candidate.equals(name))
                .map(candidate -> new Candidate(candidate, distance(name, candidate)))
                .filter(candidate -> candidate.distance <= most)
                .min(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
                .map(Candidate::name);
    }

    private record Candidate(String name, int distance) {}

    /// A name that only lacks its parents, `status` for `http.status`, counts as one step away.
    private static int distance(String name, String candidate) {
        boolean tail = candidate.endsWith("." + name) || name.endsWith("." + candidate);
        return tail ? 1 : edits(cut(name), cut(candidate));
    }

    private static String cut(String name) {
        return name.substring(0, Math.min(name.length(), LENGTH_MAX)).toLowerCase(Locale.ROOT);
    }

    /// Insertions, removals, replacements and swaps of neighbours that make one name of the other.
    static int edits(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
