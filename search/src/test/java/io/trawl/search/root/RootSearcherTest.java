package io.trawl.search.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ErrorCode;
import io.trawl.common.RequestContext;
import io.trawl.common.TrawlException;
import io.trawl.metastore.IndexMetadata;
import io.trawl.query.AggregationParser;
import io.trawl.search.SearchRequest;
import io.trawl.search.SearchResponse;
import io.trawl.search.TestSearch;
import io.trawl.storage.StorageKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.ObjectMapper;

class RootSearcherTest {
    private static final String TIMED = """
            {"mode": "strict", "timestamp_field": "ts", "field_mappings": [
              {"name": "ts", "type": "datetime", "fast": true, "input_formats": ["unix_timestamp"]},
              {"name": "body", "type": "text"},
              {"name": "tag", "type": "text", "tokenizer": "raw", "fast": true},
              {"name": "slow", "type": "u64"},
              {"name": "n", "type": "u64", "fast": true}]}""";
    private static final String UNTIMED = """
            {"mode": "strict", "field_mappings": [
              {"name": "body", "type": "text"}, {"name": "n", "type": "u64", "fast": true}]}""";

    /// 2023-11-14T22:13:20Z.
    private static final long T0 = 1_700_000_000;

    @TempDir
    private Path folder;

    private TestSearch search;
    private IndexMetadata logs;
    private String first;
    private String second;

    @BeforeEach
    void publishTwoSplits() {
        search = new TestSearch(folder);
        logs = search.createIndex("logs", TIMED, "body");
        first = search.addSplit(logs, List.of(doc(1000, "one apple", 1), doc(1010, "two apples", 2)));
        second = search.addSplit(logs, List.of(doc(2000, "three apple", 3), doc(2010, "four", 4)));
    }

    @AfterEach
    void close() {
        search.close();
    }

    private static String doc(long ts, String body, int n) {
        return "{\"ts\": %d, \"body\": \"%s\", \"tag\": \"t%d\", \"slow\": 1, \"n\": %d}"
                .formatted(T0 + ts, body, n, n);
    }

    private static SearchRequest.Builder request(String query) {
        return SearchRequest.builder(List.of("logs"), query);
    }

    private static List<Integer> numbers(SearchResponse response) {
        return response.hits().stream()
                .map(hit -> hit.document().get("n").asInt())
                .toList();
    }

    @Test
    void showsTheNewestSplitAndItsLastDocumentFirst() {
        SearchResponse response = search.search(request("*").build());

        assertThat(numbers(response)).containsExactly(4, 3, 2, 1);
        assertThat(response.numHits()).isEqualTo(4);
        assertThat(response.splits()).isEqualTo(new SearchResponse.Splits(2, 0, 0, 0, 0, 0));
        assertThat(response.hits().getFirst().indexId()).isEqualTo("logs");
        assertThat(response.hits().getFirst().document().get("body").asString()).isEqualTo("four");
    }

    @Test
    void passesOverSplitsOutsideTheTimeRange() {
        SearchResponse byRequest =
                search.search(request("apple").startTimestamp(T0 + 1500).build());
        SearchResponse byClause =
                search.search(request("ts:<2023-11-14T22:33:20Z").build());

        assertThat(numbers(byRequest)).containsExactly(3);
        assertThat(byRequest.splits().prunedByTime()).isEqualTo(1);
        assertThat(numbers(byClause)).containsExactly(2, 1);
        assertThat(byClause.splits().prunedByTime()).isEqualTo(1);
        assertThat(search.metrics().splitsPruned()).isEqualTo(2);
    }

    @Test
    void endTimestampIsExclusive() {
        assertThat(numbers(search.search(request("*")
                        .startTimestamp(T0 + 1010)
                        .endTimestamp(T0 + 2010)
                        .build())))
                .containsExactly(3, 2);
    }

    @Test
    void countsFromMetadataWithoutReading() {
        SearchResponse response = search.search(request("*").maxHits(0).build());

        assertThat(response.numHits()).isEqualTo(4);
        assertThat(response.splits().countedByMetadata()).isEqualTo(2);
        assertThat(search.storage().ledger().snapshot().requests()).isZero();
    }

    @Test
    void skipsSplitsThatLackARequiredTerm() {
        SearchResponse response = search.search(request("apples").build());

        assertThat(numbers(response)).containsExactly(2);
        assertThat(response.splits().skipped()).isEqualTo(1);
        assertThat(response.splits().searched()).isEqualTo(1);
    }

    @Test
    void namesTheMissingIndexesAlone() {
        assertFails(
                ErrorCode.NOT_FOUND,
                "could not find indexes matching the IDs `[\"nope\", \"none\"]`",
                () -> search.search(SearchRequest.builder(List.of("logs", "nope", "lo*", "none"), "*")
                        .build()));
    }

    @Test
    void wildcardWithoutMatchIsAnEmptyAnswerWhateverTheQuery() {
        SearchResponse response =
                search.search(SearchRequest.builder(List.of("zzz*"), "((").build());

        assertThat(response.numHits()).isZero();
        assertThat(response.aggregations()).isEmpty();
    }

    @Test
    void searchesSeveralIndexesAtOnce() {
        IndexMetadata other = search.createIndex("logs-old", TIMED, "body");
        search.addSplit(other, List.of(doc(500, "apple pie", 9)));

        SearchResponse all = search.search(
                SearchRequest.builder(List.of("logs*"), "apple").sortBy("-ts").build());
        SearchResponse without = search.search(
                SearchRequest.builder(List.of("logs*", "-logs-old"), "apple").build());

        assertThat(numbers(all)).containsExactly(9, 1, 3);
        assertThat(all.hits().getFirst().indexId()).isEqualTo("logs-old");
        assertThat(numbers(without)).containsExactly(3, 1);
    }

    @Test
    void namesFailedSplitsUnlessTheyAreAllowed() {
        search.storage().delete(new StorageKey(first + ".split"), RequestContext.background("test"));

        assertFails(
                ErrorCode.INTERNAL,
                "internal error: `search failed for the following splits: " + first + ". For instance, split " + first
                        + " failed with the following error message: internal error: `",
                () -> search.search(request("apple").build()));
        SearchResponse partial =
                search.search(request("apple").allowFailedSplits(true).build());

        assertThat(numbers(partial)).containsExactly(3);
        assertThat(partial.errors()).hasSize(1).first().asString().contains(first);
        assertThat(partial.splits().failed()).isEqualTo(1);
        assertThat(search.metrics().splitsFailed()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "slow  | Invalid argument: sort by field must be a fast field, please add the fast property to your"
                        + " field `slow`",
                "nope  | Invalid argument: unknown field used in `sort by`: nope",
                "n,ts,n,n,n,n,n,n,n| Invalid argument: sort by field must be up to 8 fields, got 9",
            })
    void refusesSortKeysWithoutAnOrder(String sort, String message) {
        assertFails(
                ErrorCode.BAD_REQUEST,
                message,
                () -> search.search(request("*").sortBy(sort).build()));
    }

    @Test
    void refusesPagesBeyondTheLimit() {
        assertFails(
                ErrorCode.BAD_REQUEST,
                "Invalid argument: max value for max_hits is 10_000, but got 10001",
                () -> search.search(request("*").maxHits(10_001).build()));
        assertFails(
                ErrorCode.BAD_REQUEST,
                "Invalid argument: max value for start_offset is 10_000, but got 10001",
                () -> search.search(request("*").startOffset(10_001).build()));
    }

    @Test
    void refusesTimestampsWhereAnIndexHasNone() {
        search.createIndex("plain", UNTIMED, "body");

        assertFails(
                ErrorCode.BAD_REQUEST,
                "the timestamp field is not set in index: [\"plain\", \"logs\"] definition but start-timestamp or"
                        + " end-timestamp are set in the query",
                () -> search.search(SearchRequest.builder(List.of("plain", "logs"), "apple")
                        .endTimestamp(T0 + 5)
                        .build()));
    }

    @Test
    void refusesIndexesWhoseDefaultFieldsDiffer() {
        search.createIndex("tags", TIMED, "tag");

        assertFails(
                ErrorCode.BAD_REQUEST,
                "resolved query ASTs must be the same across indexes",
                () -> search.search(
                        SearchRequest.builder(List.of("logs", "tags"), "apple").build()));
    }

    @Test
    void refusesAggregationsWithoutAColumn() {
        assertFails(
                ErrorCode.BAD_REQUEST,
                "Invalid argument: Field \"slow\" is not configured as a fast field",
                () -> search.search(aggregation("slow")));
        assertFails(
                ErrorCode.BAD_REQUEST,
                "Invalid argument: Field \"nope\" does not exist",
                () -> search.search(aggregation("nope")));
    }

    private static SearchRequest aggregation(String field) {
        String aggs = "{\"a\": {\"terms\": {\"field\": \"" + field + "\"}}}";
        return request("*")
                .aggregations(AggregationParser.parse(new ObjectMapper().readTree(aggs)))
                .build();
    }

    @Test
    void searchesSplitsMadeWithAnOlderMapping() {
        IndexMetadata changed = search.createIndex(
                "logs",
                TIMED.replace(
                        "{\"name\": \"slow\"",
                        "{\"name\": \"fresh\", \"type\": \"u64\", \"fast\": true}, {\"name\": \"slow\""),
                "body");
        search.addSplit(changed, List.of("{\"ts\": 1700003000, \"body\": \"apple\", \"n\": 7, \"fresh\": 5}"));

        assertThat(numbers(search.search(request("fresh:5").build()))).containsExactly(7);
        assertThat(numbers(search.search(request("apple").sortBy("fresh").build())))
                .containsExactly(7, 3, 1);
        assertThat(search.search(aggregation("fresh"))
                        .aggregations()
                        .orElseThrow()
                        .get("a")
                        .get("buckets"))
                .hasSize(1);
    }

    @Test
    void cancelledRequestEndsAtOnce() {
        RequestContext context = RequestContext.interactive("gone", Duration.ofSeconds(5));
        context.cancel("the client went away");

        assertFails(
                ErrorCode.CANCELLED,
                "went away",
                () -> search.search(request("apple").build(), context));
    }

    @Test
    void requestOutOfTimeEnds() {
        RequestContext context = RequestContext.interactive("late", Duration.ZERO);

        assertFails(
                ErrorCode.TIMEOUT,
                "timed out",
                () -> search.search(request("apple").build(), context));
    }

    @Test
    void saysWhatItSpent() {
        SearchResponse response = search.search(request("apple").sortBy("ts").build());

        assertThat(response.cost().storageRequests())
                .isEqualTo(search.storage().ledger().snapshot().requests());
        assertThat(response.cost().storageBytes())
                .isEqualTo(search.storage().ledger().snapshot().bytesRead());
        assertThat(response.cost().cpuMicros()).isPositive();
        assertThat(response.elapsedMicros()).isPositive();
        assertThat(second).isGreaterThan(first);
    }

    private static void assertFails(ErrorCode code, String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(TrawlException.class)
                .hasMessageContaining(message)
                .satisfies(
                        failure -> assertThat(((TrawlException) failure).code()).isEqualTo(code));
    }
}
