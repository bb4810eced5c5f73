package io.trawl.search.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import io.trawl.metastore.IndexMetadata;
import io.trawl.query.QueryAst;
import io.trawl.search.SearchPlanResponse;
import io.trawl.search.SearchPlanResponse.StorageRequests;
import io.trawl.search.SearchRequest;
import io.trawl.search.TestSearch;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchPlanTest {
    private static final String MAPPING = """
            {"mode": "strict", "timestamp_field": "at", "tag_fields": ["app"], "field_mappings": [
              {"name": "at", "type": "datetime", "fast": true, "input_formats": ["unix_timestamp"]},
              {"name": "app", "type": "text", "tokenizer": "raw"},
              {"name": "seq", "type": "u64", "fast": true}, {"name": "slow", "type": "u64"},
              {"name": "fast", "type": "u64", "indexed": false, "fast": true},
              {"name": "msg", "type": "text", "record": "position"}, {"name": "txt", "type": "text"}]}""";
    private static final long T0 = 1_700_000_000;

    @TempDir
    private Path folder;

    private TestSearch search;
    private String first;
    private String second;

    @BeforeEach
    void publishTwoSplits() {
        search = new TestSearch(folder);
        IndexMetadata index = search.createIndex("logs", MAPPING, "txt");
        first = "logs/"
                + search.addSplit(index, List.of("{\"at\": %d, \"app\": \"web\", \"txt\": \"even\"}".formatted(T0)));
        second = "logs/"
                + search.addSplit(
                        index, List.of("{\"at\": %d, \"app\": \"api\", \"txt\": \"odd\"}".formatted(T0 + 100)));
    }

    @AfterEach
    void close() {
        search.close();
    }

    private static SearchRequest.Builder request(String query) {
        return SearchRequest.builder(List.of("logs"), query);
    }

    private SearchPlanResponse plan(String query) {
        return search.plan(request(query).build());
    }

    @Test
    void namesTheSplitsThatTimesAndTagsLeave() {
        assertThat(plan("*").splits()).containsExactlyInAnyOrder(first, second);
        assertThat(plan("app:web").splits()).containsExactly(first);
        assertThat(plan("app:nope").splits()).isEmpty();
        assertThat(search.plan(request("*").startTimestamp(T0 + 1).build()).splits())
                .containsExactly(second);
        assertThat(search.plan(request("app:web").startTimestamp(T0 + 1).build())
                        .splits())
                .isEmpty();
        assertThat(search.storage().ledger().snapshot().requests()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // fastfield, sstable and posting, position
                "*|0|0|0",
                "even|0|1|0",
                "even AND app:web AND slow:1|0|3|0",
                "even OR even|0|1|0",
                "NOT app:web|0|1|0",
                "app:IN [a b c]|0|1|0",
                "seq:[1 TO 2]|1|0|0",
                "even OR at:<1700000000|1|1|0",
                "seq:[1 TO 2] AND seq:>5|1|0|0",
                "fast:IN [1 2]|1|0|0",
                "msg:\"one two\"|0|2|2",
                "txt:'one two'|0|2|0",
                "txt:ev*|0|1|0",
                "app:nope|0|1|0",
            })
    void countsWhatTheQueryReads(String query, int columns, int terms, int positions) {
        assertThat(plan(query).storageRequests())
                .isEqualTo(new StorageRequests(1, columns, 0, terms, terms, positions));
    }

    @Test
    void showsTheQueryAsItWasReadAndAsItIsRun() {
        SearchPlanResponse plan = plan("even");

        assertThat(plan.query()).isInstanceOf(QueryAst.FullText.class);
        assertThat(plan.engineQuery()).isEqualTo("txt:even");
    }

    @Test
    void wildcardWithoutMatchPlansNothing() {
        assertThat(search.plan(
                        SearchRequest.builder(List.of("zzz*"), "title:((").build()))
                .isEqualTo(SearchPlanResponse.NOTHING);
    }

    @Test
    void refusesWhatASearchRefuses() {
        assertThatThrownBy(() -> plan("slow:abc"))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.BAD_REQUEST));
        assertThatThrownBy(() ->
                        search.plan(SearchRequest.builder(List.of("nope"), "*").build()))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThatThrownBy(() -> search.plan(request("*").maxHits(10_001).build()))
                .hasMessageContaining("max_hits");
    }
}
