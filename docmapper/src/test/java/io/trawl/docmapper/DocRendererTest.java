package io.trawl.docmapper;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Stored lines, shown by the mapping that stored them.
final class DocRendererTest {
    private static final String FIELDS = """
            {"name":"a.b","type":"u64"},
            {"name":"at.day","type":"datetime","output_format":"%d.%m.%Y"},
            {"name":"not.kept","type":"text","stored":false},
            {"name":"o","type":"object","field_mappings":[{"name":"in.ner","type":"array<text>"}]}
            """;
    private static final String LINE =
            "{\"a.b\":\"7\",\"at.day\":\"2023-05-06T00:00:00Z\",\"not.kept\":\"x\",\"o\":{\"in.ner\":\"deep\"}}";

    /// Quickwit shows them only if the mapping is dynamic; they were stored, so they come back.
    @ParameterizedTest
    @ValueSource(strings = {"dynamic", "lenient", "strict"})
    void aDeclaredNameMayHaveADot(String mode) {
        assertThat(shown(mode)).isEqualTo("{\"a.b\":7,\"at.day\":\"06.05.2023\",\"o\":{\"in.ner\":[\"deep\"]}}");
    }

    private static String shown(String mode) {
        byte[] line = Mappings.utf8(LINE);
        return Mappings.mapper(mode, FIELDS)
                .renderer()
                .render(line, 0, line.length)
                .toString();
    }
}
