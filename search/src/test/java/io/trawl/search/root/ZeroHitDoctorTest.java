package io.trawl.search.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.RequestContext;
import io.trawl.metastore.IndexMetadata;
import io.trawl.query.Bound;
import io.trawl.query.QueryAst;
import io.trawl.search.SearchRequest;
import io.trawl.search.TestSearch;
import io.trawl.search.ZeroHits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A search without hits can say why.
class ZeroHitDoctorTest {
    private static final String MAPPING = """
            {"mode": "%s", "timestamp_field": "ts", "field_mappings": [
              {"name": "ts", "type": "datetime", "fast": true},
              {"name": "body", "type": "text", "record": "position"},
              {"name": "service", "type": "text", "tokenizer": "raw", "fast": true},
              {"name": "http", "type": "object", "field_mappings": [{"name": "status", "type": "u64"}]}]}""";
    private static final long START = 1_767_225_600L;

    @TempDir
    static Path folder;

    static TestSearch search;

    @BeforeAll
    static void addDocuments() {
        search = new TestSearch(folder);
        for (String mode : List.of("dynamic", "strict")) {
            IndexMetadata index = search.createIndex(mode, MAPPING.formatted(mode), "body");
            String extra = mode.equals("dynamic") ? ", \"tenant\": {\"name\": \"acme\"}" : "";
            for (int split = 0; split < 3; split++) {
                search.addSplit(
                        index,
                        List.of(
                                "{\"ts\": %d, \"body\": \"connection closed\", \"service\": \"web-1\", \"http\": {\"status\": 200}%s}"
                                        .formatted(START + split * 1000, extra),
                                "{\"ts\": %d, \"body\": \"user logged in\", \"service\": \"db-1\"%s}"
                                        .formatted(START + split * 1000 + 10, extra)));
            }
        }
    }

    @AfterAll
    static void close() {
        search.close();
    }

    private static ZeroHits explain(SearchRequest.Builder request) {
        assertThat(search.search(request.build()).numHits()).isZero();
        return search.explainZeroHits(request.build(), RequestContext.interactive("explain", Duration.ofSeconds(30)))
                .orElseThrow();
    }

    private static SearchRequest.Builder query(String text) {
        return SearchRequest.builder(List.of("dynamic"), text);
    }

    @Test
    void eachClauseIsCountedAlone() {
        ZeroHits reasons = explain(query("service:web-1 AND (logged OR absent) AND NOT http.status:200"));

        assertThat(reasons.clauses()).extracting(ZeroHits.ClauseHits::numHits).containsExactly(3L, 3L, 0L, 3L);
        assertThat(reasons.clauses())
                .extracting(ZeroHits.ClauseHits::occur)
                .containsExactly(
                        ZeroHits.Occur.MUST, ZeroHits.Occur.SHOULD, ZeroHits.Occur.SHOULD, ZeroHits.Occur.MUST_NOT);
        assertThat(reasons.unknownFields()).isEmpty();
        assertThat(reasons.nearestTime()).isEmpty();
    }

    @Test
    void aTextIsShownAsItsFieldSplitsIt() {
        ZeroHits reasons = explain(query("body:\"Closed-Connection\" service:\"web 1\""));

        assertThat(reasons.clauses().get(0).tokens())
                .containsExactly(new ZeroHits.TokenHits("closed", 3), new ZeroHits.TokenHits("connection", 3));
        assertThat(reasons.clauses().get(1).tokens()).containsExactly(new ZeroHits.TokenHits("web 1", 0));
    }

    @Test
    void aFieldThatNoDocumentHasIsNamedWithTheNearestOne() {
        ZeroHits reasons = explain(query("servcie:web-1 tenant.nam:acme name:acme zzzzzzzz:1 service:x"));

        assertThat(reasons.unknownFields())
                .containsExactly(
                        new ZeroHits.UnknownField("servcie", Optional.of("service")),
                        new ZeroHits.UnknownField("tenant.nam", Optional.of("tenant.name")),
                        new ZeroHits.UnknownField("name", Optional.of("tenant.name")),
                        new ZeroHits.UnknownField("zzzzzzzz", Optional.empty()));
    }

    @Test
    void aFieldThatTheMappingLacksIsRefusedWithTheNearestOne() {
        assertThatThrownBy(() -> search.checkFields(SearchRequest.builder(List.of("strict"), "servcie:web-1")
                        .build()))
                .hasMessage("invalid query: field does not exist: `servcie`; the nearest known one is `service`");
        search.checkFields(
                SearchRequest.builder(List.of("strict"), "service:x http:*").build());
    }

    @Test
    void theNearestTimeWithHitsIsFound() {
        assertThat(explain(query("service:web-1").startTimestamp(START + 900).endTimestamp(START + 950))
                        .nearestTime())
                .contains(new ZeroHits.NearestTime(START + 1000, START + 1050, 1));
        assertThat(explain(query("logged").startTimestamp(START + 20).endTimestamp(START + 120))
                        .nearestTime())
                .contains(new ZeroHits.NearestTime(START - 89, START + 11, 1));
        assertThat(explain(query("logged AND ts:>2027-01-01T00:00:00Z")).nearestTime())
                .contains(new ZeroHits.NearestTime(START + 2011 - 3600, START + 2011, 3));
        assertThat(explain(query("nowhere").startTimestamp(START).endTimestamp(START + 5))
                        .nearestTime())
                .isEmpty();
    }

    @Test
    void everyWayToNameATimeIsLeftOutOfTheSearchForANearerOne() {
        QueryAst tooLate = new QueryAst.Range(
                "ts", Bound.included("2027-01-01T00:00:00Z"), Bound.excluded("2027-01-01T01:00:00Z"));
        QueryAst logged = new QueryAst.Term("body", "logged");
        ZeroHits.NearestTime nearest = new ZeroHits.NearestTime(START + 2011 - 3600, START + 2011, 3);

        assertThat(explain(query("").ast(QueryAst.Bool.must(List.of(logged, new QueryAst.Boost(tooLate, 2)))))
                        .nearestTime())
                .contains(nearest);
        assertThat(explain(query("logged AND ts:\"2027-01-01T00:00:00Z\"")).nearestTime())
                .contains(new ZeroHits.NearestTime(START + 2010, START + 2011, 1));
    }

    @Test
    void aTimeRangeThatHoldsNothingHasNoNearestTime() {
        assertThat(explain(query("logged").startTimestamp(START + 120).endTimestamp(START + 20))
                        .nearestTime())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "service, servcie, 1",
        "abc, abc, 0",
        "abc, '', 3",
        "kitten, sitting, 3",
        "ab, ba, 1",
        "status, stats, 1"
    })
    void editsAreCounted(String a, String b, int edits) {
        assertThat(FieldNames.edits(a, b)).isEqualTo(edits);
        assertThat(FieldNames.edits(b, a)).isEqualTo(edits);
    }
}
