package io.trawl.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.server.RunningNode.Answer;
import io.trawl.testkit.Proves;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The native search API, sections A.10 and B.1: parameters, answers, and what a search spares itself.
class SearchContractTest extends ContractTest {
    private static final String MAPPING = """
            {'mode': 'strict', 'timestamp_field': 'ts', 'tag_fields': ['app'], 'field_mappings': [
              {'name': 'ts', 'type': 'datetime', 'fast': true},
              {'name': 'id', 'type': 'u64', 'fast': true},
              {'name': 'app', 'type': 'text', 'tokenizer': 'raw', 'fast': true},
              {'name': 'body', 'type': 'text', 'record': 'position'},
              {'name': 'slow', 'type': 'u64'},
              {'name': 'secret', 'type': 'text', 'stored': false},
              {'name': 'j', 'type': 'json', 'fast': true}]}""";

    /// Four splits, a day each, two documents in every one.
    @BeforeAll
    static void indexFourDays() {
        create("sea", MAPPING, ", 'search_settings': {'default_search_fields': ['body']}");
        for (int day = 1; day <= 4; day++) {
            ingest("sea", document(2 * day - 1, day, "web"), document(2 * day, day, day == 4 ? "db" : "web"));
        }
        create("sea-timeless", "{}");
        ingest("sea-timeless", "{'id': 9, 'body': 'dog'}");
    }

    private static String document(int id, int day, String app) {
        return "{'ts': '2026-01-0" + day + "T00:00:0" + id % 2 + "Z', 'id': " + id + ", 'app': '" + app
                + "', 'body': 'dog number " + id + "', 'slow': 1, 'secret': 's', 'j': {'n': " + id + "}}";
    }

    private static JsonNode header(String query, String parameters, String name) {
        Answer answer = trySearch("sea", query, parameters);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.header(name));
    }

    private static Answer post(String body) {
        return node.post("/api/v1/sea/search", json(body));
    }

    @Test
    @Proves({"SCH-01", "B1-02", "B1-03"})
    void parametersAreCheckedByGetAndByPost() {
        Answer post = post("{'query': 'dog', 'max_hits': 1, 'sort_by': null, 'start_timestamp': null}");

        assertThat(post.status()).as(post.text()).isEqualTo(200);
        assertThat(ids(post.json())).isEqualTo(ids(search("sea", "dog", "&max_hits=1")));
        assertRefused(trySearch("sea", "dog", "&colour=red"), 400, "Invalid query string");
        assertRefused(trySearch("sea", "dog", "&max_hits=1&max_hits=2"), 400, "Invalid query string");
        assertRefused(trySearch("sea", "dog", "&max_hits=-1"), 400, "Invalid query string");
        assertRefused(trySearch("sea", "dog", "&count_all=maybe"), 400, "Invalid query string");
        assertRefused(node.get("/api/v1/sea/search"), 400, "Invalid query string");
        assertRefused(post("{'query': 'dog', 'size': 3}"), 400, "Request body deserialize error: unknown field `size`");
        assertRefused(post("{'query': ['dog']}"), 400, "Request body deserialize error");
        assertRefused(post("{'query': 'dog'"), 400, "Request body deserialize error");
        assertRefused(post("{}"), 400, "missing field `query`");
        assertRefused(node.call("DELETE", "/api/v1/sea/search", "", ""), 405, "HTTP method not allowed");
    }

    @Test
    @Proves({"SCH-06", "B1-12"})
    void aTimeWindowIncludesItsStartAndNotItsEnd() {
        assertThat(ids(search("sea", "*", "&start_timestamp=1767312001&end_timestamp=1767398401&sort_by=-id")))
                .containsExactly(3, 6)
                .isEqualTo(ids(search("sea", "*", "&startTimestamp=1767312001&endTimestamp=1767398401&sort_by=-id")));
        assertRefused(
                trySearch("sea,sea-timeless", "*", "&end_timestamp=5"),
                400,
                "the timestamp field is not set in index: [\"sea\", \"sea-timeless\"] definition but start-timestamp or"
                        + " end-timestamp are set in the query");
    }

    @Test
    @Proves({"SCH-07", "SCH-08", "SCH-33", "B1-05", "B1-08"})
    void pagesAreCutAndTheCountIsExact() {
        JsonNode page = search("sea", "dog", "&sort_by=-id&max_hits=3&start_offset=2");

        assertThat(page.propertyNames()).containsExactlyInAnyOrder("num_hits", "hits", "elapsed_time_micros", "errors");
        assertThat(ids(page)).containsExactly(3, 4, 5);
        assertThat(page.path("num_hits").intValue()).isEqualTo(8);
        assertThat(search("sea", "dog", "&max_hits=0&sort_by=id")
                        .path("num_hits")
                        .intValue())
                .isEqualTo(8);
        assertThat(search("sea", "dog", "&max_hits=10000&start_offset=10000").path("hits"))
                .isEmpty();
        assertRefused(
                trySearch("sea", "dog", "&max_hits=10001"),
                400,
                "Invalid argument: max value for max_hits is 10_000, but got 10001");
        assertRefused(
                trySearch("sea", "dog", "&start_offset=10001"),
                400,
                "Invalid argument: max value for start_offset is 10_000, but got 10001");
    }

    @Test
    @Proves({"SCH-09", "SCH-11", "B1-09"})
    void sortKeysMustBeKnownColumns() {
        assertThat(ids(search("sea", "*", "&sort_by=app,-id&max_hits=3"))).containsExactly(1, 2, 3);
        assertThat(ids(search("sea", "*", "&sort_by_field=%2Bid&max_hits=2"))).containsExactly(8, 7);
        assertThat(ids(search("sea", "*", "&sort_by=-j.n&max_hits=2"))).containsExactly(1, 2);
        assertRefused(
                trySearch("sea", "*", "&sort_by=slow"),
                400,
                "Invalid argument: sort by field must be a fast field, please add the fast property to your field `slow`");
        assertRefused(
                trySearch("sea", "*", "&sort_by=nope"), 400, "Invalid argument: unknown field used in `sort by`: nope");
    }

    @Test
    @Proves({"SCH-13", "B1-11"})
    void aggregationsComeInTheBody() {
        Answer answer = post("{'query': '*', 'max_hits': 0, 'aggs': {'apps': {'terms': {'field': 'app'}}}}");

        assertThat(answer.json().path("aggregations").path("apps").path("buckets"))
                .isEqualTo(parsed("[{'key': 'web', 'doc_count': 7}, {'key': 'db', 'doc_count': 1}]"));
        assertThat(search("sea", "*", "&max_hits=0").has("aggregations")).isFalse();
        assertRefused(
                trySearch("sea", "*", "&aggs=" + encode(json("{'a': {'terms': {'field': 'app'}}}"))),
                400,
                "invalid aggregation request");
        assertRefused(
                post("{'query': '*', 'aggs': {'a': {'terms': {'field': 'nope'}}}}"),
                400,
                "Invalid argument: Field \"nope\" does not exist");
        assertRefused(
                post("{'query': '*', 'aggs': {'a': {'avg': {'field': 'slow'}}}}"),
                400,
                "Invalid argument: Field \"slow\" is not configured as a fast field");
    }

    @Test
    @Proves("B1-10")
    void snippetsAreCutFromStoredTextOnly() {
        assertRefused(
                trySearch("sea", "dog", "&snippet_fields=id"),
                400,
                "the snippet field `id` must be of type `Str`, got `U64`");
        assertRefused(
                trySearch("sea", "dog", "&snippet_fields=secret"), 400, "the snippet field `secret` must be stored");
        assertRefused(trySearch("sea", "dog", "&snippet_fields=nope"), 400, "nope");
    }

    @Test
    @Proves({"SCH-14", "RST-01"})
    void answersAreIndentedUnlessAskedOtherwise() {
        assertThat(trySearch("sea", "*", "&max_hits=0").text()).contains("\n  \"num_hits\": 8");
        assertThat(trySearch("sea", "*", "&max_hits=0&format=pretty_json").text())
                .contains("\n  \"num_hits\": 8");
        assertThat(trySearch("sea", "*", "&max_hits=0&format=json").text().strip())
                .startsWith("{\"num_hits\":8,")
                .doesNotContain("\n");
        assertRefused(trySearch("sea", "*", "&format=xml"), 400, "Invalid query string");
    }

    @Test
    @Proves({"SCH-15", "SCH-22"})
    void splitsThatCannotBeatTheWorstHitArePassedOver() {
        JsonNode counted = header("*", "&sort_by=ts&max_hits=2", "X-Trawl-Splits");
        JsonNode uncounted = header("*", "&sort_by=ts&max_hits=2&count_all=false", "X-Trawl-Splits");

        assertThat(counted.path("searched").intValue()).isEqualTo(1);
        assertThat(counted.path("counted_by_metadata").intValue()).isEqualTo(3);
        assertThat(uncounted.path("searched").intValue()).isEqualTo(1);
        assertThat(uncounted.path("skipped").intValue()).isEqualTo(3);
        assertThat(ids(search("sea", "*", "&sort_by=ts&max_hits=2&count_all=false")))
                .containsExactly(7, 8);
        assertThat(search("sea", "*", "&sort_by=ts&max_hits=2").path("num_hits").intValue())
                .isEqualTo(8);
        assertThat(ids(search("sea", "dog", "&sort_by=-ts&max_hits=2&count_all=false")))
                .containsExactly(2, 1);
    }

    @Test
    @Proves("SCH-23")
    void everythingIsCountedFromMetadata() {
        JsonNode splits = header("*", "&max_hits=0", "X-Trawl-Splits");
        JsonNode window = header("*", "&max_hits=0&start_timestamp=1767225601", "X-Trawl-Splits");

        assertThat(splits.path("counted_by_metadata").intValue()).isEqualTo(4);
        assertThat(splits.path("searched").intValue()).isZero();
        assertThat(window.path("searched").intValue()).isEqualTo(1);
        assertThat(search("sea", "*", "&max_hits=0&start_timestamp=1767225601")
                        .path("num_hits")
                        .intValue())
                .isEqualTo(7);
    }

    @Test
    @Proves({"SCH-20", "SCH-21", "C12-01", "C12-04"})
    void prunedSplitsAreCountedByCause() {
        JsonNode time = header("dog", "&start_timestamp=1767398400", "X-Trawl-Splits");
        JsonNode clause = header("dog AND ts:<2026-01-02T00:00:00Z", "", "X-Trawl-Splits");
        JsonNode tag = header("app:db", "", "X-Trawl-Splits");

        assertThat(time.path("pruned_by_time").intValue()).isEqualTo(2);
        assertThat(clause.path("pruned_by_time").intValue()).isEqualTo(3);
        assertThat(tag.path("pruned_by_tags").intValue()).isEqualTo(3);
        assertThat(tag.path("searched").intValue()).isEqualTo(1);
        assertThat(ids("sea", "app:db")).containsExactly(8);
    }

    @Test
    @Proves({"C12-02", "BLD-05", "BLD-06", "BLD-08", "BLD-09"})
    void splitsCarryMarkersOfTheirTagsAndTheirTimes() {
        JsonNode splits = node.get("/api/v1/indexes/sea/splits").json().path("splits");

        assertThat(splits)
                .extracting(split -> split.path("tags").toString())
                .containsExactlyInAnyOrder(
                        "[\"app!\",\"app:web\"]",
                        "[\"app!\",\"app:web\"]",
                        "[\"app!\",\"app:web\"]",
                        "[\"app!\",\"app:db\",\"app:web\"]");
        assertThat(splits)
                .extracting(split -> split.path("time_range"))
                .contains(parsed("{'start': 1767225600, 'end': 1767225601}"));
        assertThat(splits)
                .allSatisfy(split ->
                        assertThat(split.path("split_id").stringValue()).matches("[0-9A-HJKMNP-TV-Z]{26}"));
    }

    @Test
    @Proves({"C12-02", "BLD-08"})
    void aFieldOfTooManyValuesIsNoTagOfTheSplit() {
        create("sea-many", "{'tag_fields': ['n'], 'field_mappings': [{'name': 'n', 'type': 'u64'}]}");
        StringBuilder thousand = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            thousand.append("{\"n\": ").append(i).append("}\n");
        }
        ingest("sea-many", thousand.toString());
        ingest("sea-many", thousand + "{\"n\": 1000}");

        assertThat(node.get("/api/v1/indexes/sea-many/splits").json().path("splits"))
                .extracting(split -> split.path("tags").size())
                .containsExactlyInAnyOrder(1001, 0);
        assertThat(search("sea-many", "n:1000").path("num_hits").intValue()).isEqualTo(1);
        assertThat(search("sea-many", "n:7").path("num_hits").intValue()).isEqualTo(2);
    }

    @Test
    @Proves("C12-03")
    void onlyExactValuesOfTagsPrune() {
        create(
                "sea-tags",
                "{'tag_fields': ['app'], 'field_mappings': [{'name': 'id', 'type': 'u64', 'fast': true},"
                        + " {'name': 'app', 'type': 'text', 'tokenizer': 'raw'}]}");
        ingest("sea-tags", "{'id': 1, 'app': 'web shop'}");
        ingest("sea-tags", "{'id': 2, 'app': 'web'}");

        assertThat(ids("sea-tags", "app:web*")).containsExactly(1, 2);
        assertThat(ids("sea-tags", "app:w?b")).containsExactly(2);
        assertThat(ids("sea-tags", "app:/web.*/")).containsExactly(1, 2);
        assertThat(ids("sea-tags", "app:\"web\"*")).containsExactly(1, 2);
        assertThat(ids("sea-tags", "app:\"web shop\"")).containsExactly(1);
        assertThat(ids("sea-tags", "NOT app:web")).containsExactly(1);
        assertThat(ids("sea-tags", "app:IN [web other]")).containsExactly(2);
        assertThat(ids("sea-tags", "app:web OR id:1")).containsExactly(1, 2);
    }

    @Test
    @Proves("SCH-28")
    void documentsAreFetchedForTheFinalPageOnly() {
        create("sea-fetch", MAPPING);
        for (int day = 1; day <= 3; day++) {
            ingest("sea-fetch", document(day, day, "web"));
        }
        search("sea-fetch", "app:web", "&max_hits=0");

        Answer none = trySearch("sea-fetch", "app:web", "&max_hits=0");
        Answer one = trySearch("sea-fetch", "app:web", "&sort_by=ts&max_hits=1");

        assertThat(cost(none).path("storage_requests").intValue()).isZero();
        assertThat(cost(one).path("storage_requests").intValue())
                .as("the one document of one of three splits")
                .isLessThanOrEqualTo(1);
        assertThat(ids(one.json())).containsExactly(3);
    }

    private static JsonNode cost(Answer answer) {
        return JsonMapper.shared().readTree(answer.header("X-Trawl-Cost"));
    }

    @Test
    @Proves({"SCH-16", "SCH-32"})
    void aSplitThatCannotBeReadFailsTheSearchUnlessThatIsAllowed() throws IOException {
        create("sea-broken", MAPPING);
        ingest("sea-broken", document(1, 1, "web"));
        String first = splitIds("sea-broken");
        ingest("sea-broken", document(2, 2, "web"));
        Path folder = Path.of(URI.create(config("sea-broken").path("index_uri").stringValue()));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, first + "*")) {
            for (Path file : files) {
                Files.delete(file);
            }
        }

        Answer strict = trySearch("sea-broken", "app:web");
        Answer lenient = trySearch("sea-broken", "app:web", "&allow_failed_splits=true");

        assertRefused(strict, 500, "search failed for the following splits: " + first);
        assertThat(lenient.status()).as(lenient.text()).isEqualTo(200);
        assertThat(ids(lenient.json())).containsExactly(2);
        assertThat(lenient.json().path("errors")).hasSize(1);
        assertThat(lenient.json().path("errors").get(0).stringValue()).contains(first);
    }

    private static String splitIds(String id) {
        return node.get("/api/v1/indexes/" + id + "/splits")
                .json()
                .path("splits")
                .get(0)
                .path("split_id")
                .stringValue();
    }

    @Test
    @Proves({"SCH-02", "SCH-19", "B1-01", "B1-07"})
    void patternsChooseIndexes() {
        assertThat(ids("sea-t*", "id:9")).containsExactly(9);
        assertThat(ids("sea%2Csea-timeless", "id:IN [8 9]")).containsExactly(8, 9);
        assertThat(ids("sea-time*,-sea-timeless", "oops AND")).isEmpty();
        assertRefused(trySearch("sea,nope", "*"), 404, "could not find indexes matching the IDs `[\"nope\"]`");
        assertRefused(trySearch("se**", "*"), 400, "patterns must not contain multiple consecutive `*`");
        assertRefused(trySearch("se", "*"), 400, "an index ID must have at least 3 characters");
        assertRefused(trySearch("s!a*", "*"), 400, "index ID pattern `s!a*` is invalid");
        assertRefused(trySearch("-sea", "*"), 400, "");
    }

    @Test
    @Proves({"SCH-18", "B1-14", "B1-15"})
    void aPlanTellsWhatASearchWouldDo() {
        JsonNode plan = node.get("/api/v1/sea/search-plan?query=" + encode("app:db AND id:[1 TO 9]"))
                .json();

        assertThat(plan.propertyNames())
                .containsExactly("quickwit_ast", "tantivy_ast", "searched_splits", "storage_requests");
        assertThat(plan.path("searched_splits")).hasSize(1);
        assertThat(plan.path("searched_splits").get(0).stringValue()).matches("sea/[0-9A-Z]{26}");
        assertThat(plan.path("storage_requests"))
                .isEqualTo(parsed(
                        "{'footer': 1, 'fastfield': 1, 'fieldnorm': 0, 'sstable': 1, 'posting': 1, 'position': 0}"));
    }
}
