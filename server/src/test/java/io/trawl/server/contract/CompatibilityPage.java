package io.trawl.server.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes `docs/compatibility.md`: each row of the contract with its proof, or the reason why there is none.
final class CompatibilityPage {
    private static final String HEAD = """
            # Compatibility

            What Quickwit does and Trawl has to do as well, row by row. **This page is generated**: a tick means that a test
            works through REST, the command line or a config file, proves the behaviour, and fails without it. `./check`
            fails when the page is out of date; this writes it anew:

                mvn -pl server test -Dtest=CompatibilityPageTest -Dtest.jvm.extra=-Dcompatibility.write=true

            Rows are kept in `server/src/test/resources/contract/rows.txt`, tests name theirs with `@Proves`, and
            `golden-proofs.txt` beside it maps recorded answers to rows. Recorded answers are those of a real Quickwit; what
            differs from them is listed at the end.

            """;

    private final List<ContractRow> rows;
    private final Proofs proofs;
    private final List<KnownDifference> differences;
    private final StringBuilder page = new StringBuilder(HEAD);

    private CompatibilityPage(List<ContractRow> rows, Proofs proofs, List<KnownDifference> differences) {
        this.rows = rows;
        this.proofs = proofs;
        this.differences = differences;
    }

    static String of(List<ContractRow> rows, Proofs proofs, List<KnownDifference> differences) {
        return new CompatibilityPage(rows, proofs, differences).write();
    }

    private String write() {
        Map<String, List<ContractRow>> sections = new LinkedHashMap<>();
        rows.forEach(row ->
                sections.computeIfAbsent(row.section(), _ -> new ArrayList<>()).add(row));
        page.append("| section | rows | proven | waiting | does not apply | open |\n|---|---|---|---|---|---|\n");
        sections.forEach(this::summary);
        sections.forEach(this::section);
        differences();
        return page.toString();
    }

    private void summary(String section, List<ContractRow> members) {
        long proven = members.stream().filter(row -> proofs.prove(row.id())).count();
        long waiting = members.stream().filter(ContractRow::waits).count();
        long excused = members.stream().filter(ContractRow::isExcused).count();
        line(
                section,
                Integer.toString(members.size()),
                Long.toString(proven),
                Long.toString(waiting),
                Long.toString(excused - waiting),
                Long.toString(members.size() - proven - excused));
    }

    private void section(String section, List<ContractRow> members) {
        page.append("\n## ").append(section).append("\n\n|  | row | what | proof, or reason |\n|---|---|---|---|\n");
        for (ContractRow row : members) {
            line(proofs.prove(row.id()) ? "✓" : "", row.id(), row.title(), reason(row));
        }
    }

    private String reason(ContractRow row) {
        List<String> parts = new ArrayList<>();
        if (!row.note().isEmpty()) {
            parts.add(row.note());
        }
        parts.addAll(proofs.tests(row.id()));
        int answers = proofs.answers(row.id()).size();
        if (answers > 0) {
            parts.add(answers == 1 ? "1 recorded answer" : answers + " recorded answers");
        }
        return parts.isEmpty() ? "not proven yet" : String.join("; ", parts);
    }

    private void differences() {
        page.append("\n## Recorded answers that are not given\n\n| request | why |\n|---|---|\n");
        for (KnownDifference difference : differences) {
            String why = difference.isDeliberate() ? "on purpose" : "waits for " + difference.waitsFor();
            line("`" + difference.step() + "`", why + ": " + difference.reason());
        }
    }

    private void line(String... cells) {
        page.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
