package io.trawl.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a Quickwit answered to searches on small indexes: same hits, same errors.
final class RecordedSearchTest {
    private static final Map<String, Recorded> INDEXES = new TreeMap<>();

    /// Where our answer is another one, and why.
    private static final Map<String, String> DIFFERENT = Map.of(
            "04-not-fast", "a range on a field without a column works on its terms",
            "05-exists-no-column", "exists on a field without a column works on its terms",
            "05-presence-json", "the presence of an empty object needs index_field_presence, which comes later");

    private record Recorded(TestIndex index, List<String> defaultFields, List<Long> ids) {}

    private static JsonNode file() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(RecordedSearchTest.class.getResourceAsStream("recorded-searches.json"))) {
            return JsonMapper.shared().readTree(file);
        }
    }

    static Stream<Arguments> searches() throws IOException {
        return file().get("searches")
                .valueStream()
                .map(search -> Arguments.of(
                        search.get("id").asString(), search.get("query").asString(), search));
    }

    @BeforeAll
    static void makeIndexes() throws IOException {
        for (Map.Entry<String, JsonNode> entry : file().get("indexes").properties()) {
            List<String> documents = new ArrayList<>();
            List<Long> ids = new ArrayList<>();
            for (JsonNode document : entry.getValue().get("docs")) {
                documents.add(document.toString());
                ids.add(document.has("id") ? document.get("id").longValue() : -1);
            }
            List<String> defaults = entry.getValue()
                    .get("default_fields")
                    .valueStream()
                    .map(JsonNode::asString)
                    .toList();
            TestIndex index = new TestIndex(entry.getValue().get("mapping"), documents);
            INDEXES.put(entry.getKey(), new Recorded(index, defaults, ids));
        }
    }

    @AfterAll
    static void closeIndexes() {
        INDEXES.values().forEach(recorded -> recorded.index().close());
        INDEXES.clear();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("searches")
    void answersAsRecorded(String id, String query, JsonNode search) {
        Recorded recorded = INDEXES.get(search.get("index").asString());
        Assumptions.assumeFalse(DIFFERENT.containsKey(id), () -> DIFFERENT.get(id));
        List<String> fields = search.has("fields")
                ? search.get("fields").valueStream().map(JsonNode::asString).toList()
                : recorded.defaultFields();

        if (search.has("error")) {
            assertThatThrownBy(() -> find(recorded, query, fields))
                    .hasMessageStartingWith(search.get("error").asString());
            return;
        }
        List<Integer> found = find(recorded, query, fields);
        assertThat(found).hasSize(search.get("num_hits").intValue());
        if (search.has("ids")) {
            assertThat(found.stream().map(place -> recorded.ids().get(place)).sorted())
                    .containsExactlyElementsOf(search.get("ids")
                            .valueStream()
                            .map(JsonNode::longValue)
                            .toList());
        }
    }

    private static List<Integer> find(Recorded recorded, String query, List<String> fields) {
        return recorded.index().find(query, fields.toArray(String[]::new));
    }
}
