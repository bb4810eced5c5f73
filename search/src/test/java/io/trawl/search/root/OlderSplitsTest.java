package io.trawl.search.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.search.SearchHit;
import io.trawl.search.SearchRequest;
import io.trawl.search.SearchResponse;
import io.trawl.search.TestSearch;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Splits that were made before the doc mapping of their index was changed.
class OlderSplitsTest {
    private static final String OLDER = """
            {"mode": "lenient", "field_mappings": [
              {"name": "id", "type": "u64", "fast": true},
              {"name": "n", "type": "text", "tokenizer": "raw", "fast": true},
              {"name": "b", "type": "bool"},
              {"name": "list", "type": "array<text>", "tokenizer": "raw"},
              {"name": "tag", "type": "text", "tokenizer": "raw"},
              {"name": "gone", "type": "text", "tokenizer": "raw"}], "tag_fields": ["tag"]}""";
    private static final String TODAY = """
            {"mode": "lenient", "field_mappings": [
              {"name": "id", "type": "u64", "fast": true},
              {"name": "n", "type": "u64", "fast": true},
              {"name": "b", "type": "u64"},
              {"name": "list", "type": "text", "tokenizer": "raw"},
              {"name": "tag", "type": "u64"},
              {"name": "fresh", "type": "text"}], "tag_fields": ["tag"]}""";

    @TempDir
    private Path folder;

    private TestSearch search;

    @BeforeEach
    void changeTheMappingBetweenTwoSplits() {
        search = new TestSearch(folder);
        search.addSplit(
                search.createIndex("logs", OLDER),
                List.of(
                        "{\"id\":1,\"n\":\"12\",\"b\":true,\"list\":[\"p\",\"q\"],\"tag\":\"007\",\"gone\":\"bye\","
                                + "\"fresh\":\"dropped\"}",
                        "{\"id\":2,\"n\":\"abc\"}"));
        search.addSplit(search.createIndex("logs", TODAY), List.of("{\"id\":3,\"n\":12,\"tag\":7,\"fresh\":\"new\"}"));
    }

    @AfterEach
    void close() {
        search.close();
    }

    @Test
    void showTheirDocumentsByTheMappingOfToday() {
        assertThat(hits("id:1")).containsExactly("{\"id\":1,\"n\":12,\"b\":1,\"list\":\"p\",\"tag\":7}");
        assertThat(hits("id:2")).containsExactly("{\"id\":2}");
        assertThat(hits("id:3")).containsExactly("{\"id\":3,\"n\":12,\"tag\":7,\"fresh\":\"new\"}");
    }

    @Test
    void readQueriesForTheTypesThatTheyHave() {
        assertThat(found("n:12")).isEqualTo(2);
        assertThat(found("n:[1 TO 20]")).isEqualTo(2);
        assertThat(found("b:1")).as("no bool, and no error").isZero();
        assertThat(found("list:q")).isEqualTo(1);
        assertThat(found("NOT fresh:new")).isEqualTo(2);
    }

    @Test
    void areNotPassedOverForTagsOfAnotherType() {
        assertThat(found("tag:007")).isEqualTo(2);
        assertThat(found("tag:8")).isZero();
    }

    @Test
    void haveNoFieldsThatAreGone() {
        assertThatThrownBy(() -> found("gone:bye")).hasMessageContaining("field does not exist: `gone`");

        search.createIndex("logs", "{\"mode\": \"dynamic\"}");

        assertThat(found("gone:bye")).isEqualTo(1);
        assertThat(hits("gone:bye"))
                .containsExactly(
                        "{\"id\":1,\"n\":\"12\",\"b\":true,\"list\":[\"p\",\"q\"],\"tag\":\"007\",\"gone\":\"bye\"}");
    }

    private long found(String query) {
        return answer(query).numHits();
    }

    private List<String> hits(String query) {
        return answer(query).hits().stream()
                .map(SearchHit::document)
                .map(Object::toString)
                .toList();
    }

    private SearchResponse answer(String query) {
        return search.search(
                SearchRequest.builder(List.of("logs"), query).maxHits(10).build());
    }
}
