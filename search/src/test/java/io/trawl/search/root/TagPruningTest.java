package io.trawl.search.root;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.metastore.IndexMetadata;
import io.trawl.search.SearchRequest;
import io.trawl.search.SearchResponse;
import io.trawl.search.TestSearch;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagPruningTest {
    private static final String FIELDS = """
            "field_mappings": [
              {"name": "app", "type": "text", "tokenizer": "raw"}, {"name": "region", "type": "i64"},
              {"name": "tenant", "type": "u64"}, {"name": "txt", "type": "text"},
              {"name": "n", "type": "u64", "fast": true}]""";
    private static final String MAPPING =
            "{\"mode\": \"strict\", \"tag_fields\": [\"app\", \"region\"], \"partition_key\": \"tenant\", " + FIELDS
                    + "}";

    @TempDir
    private Path folder;

    private TestSearch search;

    @BeforeEach
    void publishThreeSplits() {
        search = new TestSearch(folder);
        IndexMetadata index = search.createIndex("logs", MAPPING, "txt");
        search.addSplit(
                index,
                List.of(
                        "{\"app\": \"web\", \"region\": 1, \"tenant\": 10, \"txt\": \"hello\", \"n\": 1}",
                        "{\"app\": \"api\", \"region\": 1, \"tenant\": 10, \"txt\": \"hello\", \"n\": 2}"));
        search.addSplit(
                index,
                List.of(
                        "{\"app\": \"web shop\", \"region\": -2, \"tenant\": 20, \"txt\": \"hello\", \"n\": 3}",
                        "{\"app\": \"Web\", \"region\": -2, \"tenant\": 20, \"txt\": \"again\", \"n\": 4}"));
        search.addSplit(index, List.of("{\"txt\": \"lonely\", \"n\": 5}"));
    }

    @AfterEach
    void close() {
        search.close();
    }

    private SearchResponse search(String query) {
        return search.search(SearchRequest.builder(List.of("logs"), query).build());
    }

    private static List<Integer> numbers(SearchResponse response) {
        return response.hits().stream()
                .map(hit -> hit.document().get("n").asInt())
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app:web|2|1",
                "app:\"web shop\"|2|3",
                "region:-2|2|3,4",
                "region:01|2|1,2",
                "tenant:20|2|3,4",
                "app:nope|3|",
                "app:IN [api Web]|1|2,4",
                "app:api AND hello|2|2",
                "app:api AND region:-2|3|",
                "app:api OR lonely|0|2,5",
                "NOT app:web|0|2,3,4,5",
                "NOT app:nope|0|1,2,3,4,5",
                "app:web*|0|1,3",
                "app:\"web\"*|0|1,3",
                "app:*|0|1,2,3,4",
                "app:/w.*/|0|1,3",
                "region:[0 TO 5]|0|1,2",
                "hello|0|1,2,3",
            })
    void passesOverSplitsWhoseTagsLackTheValue(String query, int pruned, String found) {
        SearchResponse response = search(query);

        assertThat(response.splits().prunedByTags()).isEqualTo(pruned);
        assertThat(response.splits().prunedByTime()).isZero();
        assertThat(numbers(response))
                .isEqualTo(
                        found == null
                                ? List.of()
                                : List.of(found.split(",")).stream()
                                        .map(Integer::valueOf)
                                        .toList());
        assertThat(search.metrics().splitsPruned()).isEqualTo(pruned);
    }

    @Test
    void splitsOfAnOlderMappingArePrunedByTheTagsThatTheyHave() {
        IndexMetadata now = search.createIndex("logs", """
                {"mode": "strict", "tag_fields": ["txt"], "field_mappings": [
                  {"name": "app", "type": "text"}, {"name": "region", "type": "text", "tokenizer": "raw"},
                  {"name": "tenant", "type": "i64"}, {"name": "txt", "type": "text", "tokenizer": "raw"},
                  {"name": "n", "type": "u64", "fast": true}]}""", "txt");
        search.addSplit(now, List.of("{\"app\": \"web shop\", \"region\": \"01\", \"txt\": \"x\", \"n\": 6}"));

        assertThat(numbers(search("app:web"))).containsExactly(1, 6);
        assertThat(search("app:web").splits().prunedByTags()).isZero();
        assertThat(numbers(search("region:01"))).containsExactly(1, 2, 6);
        assertThat(search("region:01").splits().prunedByTags()).isEqualTo(2);
        assertThat(numbers(search("txt:hello"))).containsExactly(1, 2, 3);
    }
}
