package io.trawl.server.contract;

import java.util.ArrayList;
import java.util.List;

/// One row of the contract, as `contract/rows.txt` has it.
///
/// @param section the heading it stands under
/// @param note why there is no proof, or how the behaviour differs; may be empty
record ContractRow(String section, String id, String title, String note) {
    private static final String HEADING = "## ";
    private static final List<String> NOTES = List.of("waits for ", "does not apply: ", "differs: ");

    ContractRow {
        boolean known = note.isEmpty() || NOTES.stream().anyMatch(note::startsWith);
        if (!known) {
            throw new IllegalArgumentException(id + ": a note begins with one of " + NOTES + ", got: " + note);
        }
    }

    static List<ContractRow> all() {
        List<ContractRow> rows = new ArrayList<>();
        String section = "";
        for (List<String> line : DataLines.read("/contract/rows.txt", 3)) {
            if (line.getFirst().startsWith(HEADING)) {
                section = line.getFirst().substring(HEADING.length());
            } else {
                rows.add(new ContractRow(section, line.get(0), line.get(1), line.get(2)));
            }
        }
        return List.copyOf(rows);
    }

    /// Whether nobody expects a proof: the row waits, or does not apply.
    boolean isExcused() {
        return waits() || note.startsWith("does not apply: ");
    }

    boolean waits() {
        return note.startsWith("waits for ");
    }
}
