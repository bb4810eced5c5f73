package io.trawl.server.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An answer that is not the recorded one, and why it stays so.
///
/// @param step such as `search/04-ranges:not-fast`
/// @param waitsFor the issue that will end it; empty if it is deliberate
record KnownDifference(String step, String waitsFor, String reason) {
    private static final String WAITS = "waits for ";

    /// All of them by step, in the order of the file.
    static Map<String, KnownDifference> all() {
        Map<String, KnownDifference> differences = new LinkedHashMap<>();
        for (List<String> line : DataLines.read("/contract/golden-differences.txt", 3)) {
            String waitsFor = line.get(1).startsWith(WAITS) ? line.get(1).substring(WAITS.length()) : "";
            if (waitsFor.isEmpty() && !line.get(1).equals("deliberate")) {
                throw new IllegalStateException(
                        "a difference is `deliberate` or `waits for <issue>`, got `" + line.get(1) + "`");
            }
            KnownDifference difference = new KnownDifference(line.get(0), waitsFor, line.get(2));
            if (differences.put(difference.step(), difference) != null) {
                throw new IllegalStateException(difference.step() + " is listed twice");
            }
        }
        return differences;
    }

    boolean isDeliberate() {
        return waitsFor.isEmpty();
    }
}
