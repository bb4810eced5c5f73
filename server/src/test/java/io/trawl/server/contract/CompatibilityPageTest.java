package io.trawl.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Keeps `docs/compatibility.md` true.
class CompatibilityPageTest {
    /// Sections and single rows that the issue "Mapping and search" owes.
    private static final List<String> OWED_SECTIONS =
            List.of("A.3 ", "A.4 ", "A.5 ", "A.10 ", "A.11 ", "B.", "C ", "D ");

    private static final String OWED_TEMPLATES = "TPL-";

    private static final Path PAGE = Path.of("..", "docs", "compatibility.md");

    private static final List<ContractRow> ROWS = ContractRow.all();
    private static final Proofs PROOFS = Proofs.gather();

    @Test
    void thePageIsUpToDate() throws IOException {
        String page = CompatibilityPage.of(
                ROWS, PROOFS, List.copyOf(KnownDifference.all().values()));
        if (Boolean.getBoolean("compatibility.write")) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE))
                .as("docs/compatibility.md is out of date; its head says how to write it anew")
                .isEqualTo(page);
    }

    @Test
    void everyRowStandsOnce() {
        assertThat(ROWS).extracting(ContractRow::id).doesNotHaveDuplicates();
    }

    @Test
    void onlyKnownRowsAreProven() {
        assertThat(ROWS).extracting(ContractRow::id).containsAll(PROOFS.rows());
    }

    @Test
    void rowsThatAreProvenHaveNoExcuse() {
        assertThat(ROWS.stream().filter(row -> PROOFS.prove(row.id()) && row.isExcused()))
                .isEmpty();
    }

    @Test
    void everyRowThatIsOwedIsProvenOrExcused() {
        assertThat(ROWS.stream()
                        .filter(row -> OWED_SECTIONS.stream().anyMatch(row.section()::startsWith)
                                || row.id().startsWith(OWED_TEMPLATES))
                        .filter(row -> !PROOFS.prove(row.id()) && !row.isExcused())
                        .map(row -> row.id() + " " + row.title()))
                .isEmpty();
    }

    @Test
    void onlyAnswersThatAreGivenProveARow() {
        Set<String> recorded = GoldenFile.all().stream()
                .flatMap(file -> file.recorded().stream().map(file::nameOf))
                .collect(Collectors.toSet());
        Stream<String> differing = KnownDifference.all().keySet().stream();

        assertThat(recorded).containsAll(PROOFS.answers());
        assertThat(PROOFS.answers()).doesNotContainAnyElementsOf(differing.toList());
    }
}
