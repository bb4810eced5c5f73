package io.trawl.search.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.metastore.IndexMetadata;
import io.trawl.search.SearchHit;
import io.trawl.search.SearchRequest;
import io.trawl.search.SearchResponse;
import io.trawl.search.TestSearch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnippetTest {
    private static final String MAPPING = """
            {"mode": "strict", "field_mappings": [
              {"name": "title", "type": "text", "record": "position", "fieldnorms": true},
              {"name": "body", "type": "text", "record": "position"},
              {"name": "raw", "type": "text", "tokenizer": "raw"},
              {"name": "multi", "type": "array<text>"},
              {"name": "quiet", "type": "text", "stored": false},
              {"name": "plain", "type": "text", "indexed": false},
              {"name": "o", "type": "object", "field_mappings": [{"name": "note", "type": "text"}]},
              {"name": "n", "type": "u64", "fast": true}]}""";

    @TempDir
    private Path folder;

    private TestSearch search;

    @BeforeEach
    void publishTwoSplits() {
        search = new TestSearch(folder);
        IndexMetadata index = search.createIndex("logs", MAPPING, "title", "body");
        search.addSplit(index, List.of("""
                        {"n": 1, "title": "The quick brown fox", "body": "The lazy dog.", "raw": "quick", "plain": "quick",
                         "multi": ["alpha beta", "gamma"], "o": {"note": "a quick note"}}""", """
                        {"n": 2, "title": "slow", "body": "quick and lazy & quick"}"""));
        search.addSplit(index, List.of("""
                        {"n": 3, "body": "a quick dog"}"""));
    }

    @AfterEach
    void close() {
        search.close();
    }

    private SearchResponse search(String query, String... fields) {
        return search.search(SearchRequest.builder(List.of("logs"), query)
                .sortBy("-n")
                .snippetFields(List.of(fields))
                .build());
    }

    private List<Map<String, List<String>>> snippets(String query, String... fields) {
        return search(query, fields).hits().stream().map(SearchHit::snippets).toList();
    }

    @Test
    void followTheHitsAndLeaveOutFieldsThatTheyLack() {
        assertThat(snippets("quick", "title", "body"))
                .containsExactly(
                        Map.of("title", List.of("The <b>quick</b> brown fox"), "body", List.of()),
                        Map.of("title", List.of(), "body", List.of("<b>quick</b> and lazy &amp; <b>quick</b>")),
                        Map.of("body", List.of("a <b>quick</b> dog")));
    }

    @Test
    void markOnlyWordsThatTheQueryLooksForInTheField() {
        assertThat(snippets("title:quick AND body:lazy AND NOT title:dog", "title", "body"))
                .containsExactly(
                        Map.of("title", List.of("The <b>quick</b> brown fox"), "body", List.of("The <b>lazy</b> dog")));
        assertThat(snippets("title:quick OR (title:slow AND NOT body:dog)", "body")
                        .getFirst())
                .isEqualTo(Map.of("body", List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "body:\"lazy dog\"|body|The <b>lazy</b> <b>dog</b>",
                "body:IN [lazy dog]|body|The <b>lazy</b> <b>dog</b>",
                "+title:fox body:dog|body|The lazy <b>dog</b>",
                "title:\"quick bro\"*|title|The <b>quick</b> brown fox",
                "raw:quick|raw|<b>quick</b>",
                "multi:beta|multi|alpha <b>beta</b>",
                "o.note:quick^2|o.note|a <b>quick</b> note",
            })
    void markWhateverKindOfQueryNamesWords(String query, String field, String snippet) {
        assertThat(snippets(query, field).getFirst()).isEqualTo(Map.of(field, List.of(snippet)));
    }

    @Test
    void textsThatAreNotIndexedHaveNothingToMark() {
        assertThat(snippets("title:fox", "plain")).containsExactly(Map.of("plain", List.of()));
        assertThat(snippets("*", "title").getFirst()).isEqualTo(Map.of("title", List.of()));
    }

    @Test
    void areAbsentUnlessAskedFor() {
        assertThat(snippets("quick")).containsExactly(Map.of(), Map.of(), Map.of());
    }

    @Test
    void costNoReadBesideTheDocuments(@TempDir Path one, @TempDir Path other) {
        SearchRequest.Builder request = SearchRequest.builder(List.of("logs"), "quick");
        try (TestSearch plain = search.coldNode(one);
                TestSearch snippets = search.coldNode(other)) {
            long without = plain.search(request.build()).cost().storageRequests();
            long with = snippets.search(
                            request.snippetFields(List.of("title", "body")).build())
                    .cost()
                    .storageRequests();

            assertThat(with).isEqualTo(without);
        }
    }

    @Test
    void splitsOfAnOlderMappingShowWhatTheyHave() {
        IndexMetadata now = search.createIndex(
                "logs",
                MAPPING.replace(
                        "{\"name\": \"plain\"", "{\"name\": \"fresh\", \"type\": \"text\"}, {\"name\": \"plain\""),
                "title",
                "body");
        search.addSplit(now, List.of("{\"n\": 4, \"fresh\": \"a quick start\", \"body\": \"quick\"}"));

        assertThat(snippets("body:quick OR fresh:quick", "fresh"))
                .containsExactly(Map.of(), Map.of(), Map.of("fresh", List.of("a <b>quick</b> start")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "n|the snippet field `n` must be of type `Str`, got `U64`",
                "quiet|the snippet field `quiet` must be stored",
                "nope|The field does not exist: 'nope'",
                "o|The field does not exist: 'o'",
            })
    void refuseFieldsThatShowNoText(String field, String message) {
        assertThatThrownBy(() -> search("quick", field)).hasMessage(message);
    }
}
