package io.trawl.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.server.RunningNode.Answer;
import io.trawl.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The search API's finer points, through REST.
class SearchApiTest {
    @TempDir
    static Path folder;

    static RunningNode node;

    @BeforeAll
    static void startWithThreeSplits() throws IOException {
        node = RunningNode.start(Files.createDirectories(folder.resolve("data")));
        Answer created = node.post("/api/v1/indexes", """
                {"version": "0.9", "index_id": "shop", "doc_mapping": {
                  "mode": "strict", "timestamp_field": "ts", "tag_fields": ["app", "region"], "field_mappings": [
                    {"name": "ts", "type": "datetime", "fast": true},
                    {"name": "id", "type": "u64", "fast": true},
                    {"name": "app", "type": "text", "tokenizer": "raw"},
                    {"name": "region", "type": "i64"},
                    {"name": "title", "type": "text", "record": "position"},
                    {"name": "body", "type": "text", "record": "position"}]},
                 "search_settings": {"default_search_fields": ["title", "body"]}}""");
        assertThat(created.status()).as(created.text()).isEqualTo(200);
        ingest("""
                {"ts": 1709251260, "id": 1, "app": "web", "region": 1, "title": "The quick brown fox", "body": "The quick brown fox jumps over the lazy dog."}
                {"ts": 1709251320, "id": 2, "app": "api", "region": 1, "title": "Quick fox", "body": "A quick fox, brown of coat."}
                """);
        ingest("""
                {"ts": 1709251860, "id": 3, "app": "web shop", "region": -2, "title": "markup", "body": "<i>it's</i> a fox & \\"fox\\""}
                """);
        ingest("""
                {"ts": 1709252460, "id": 4, "body": "no title, just a fox"}
                """);
    }

    private static void ingest(String lines) {
        assertThat(node.post("/api/v1/shop/ingest?commit=force", lines).status())
                .isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static JsonNode splits(Answer answer) {
        return JsonMapper.shared().readTree(answer.header("X-Trawl-Splits"));
    }

    private static List<Integer> ids(Answer answer) {
        List<Integer> ids = new ArrayList<>();
        answer.json().path("hits").forEach(hit -> ids.add(hit.path("id").intValue()));
        return ids;
    }

    @Test
    @Proves("C12-02")
    void splitsListTheirTags() {
        List<String> tags = new ArrayList<>();
        node.get("/api/v1/indexes/shop/splits")
                .json()
                .path("splits")
                .forEach(split -> tags.add(split.path("tags").toString()));

        assertThat(tags)
                .containsExactlyInAnyOrder(
                        "[\"app!\",\"app:api\",\"app:web\",\"region!\",\"region:1\"]",
                        "[\"app!\",\"app:web shop\",\"region!\",\"region:-2\"]",
                        "[\"app!\",\"region!\"]");
    }

    @Test
    @Proves({"SCH-21", "C12-03"})
    void exactTagsPruneAndNothingElseDoes() {
        Answer exact = node.get("/api/v1/shop/search?query=app:web&sort_by=-id");
        Answer number = node.get("/api/v1/shop/search?query=region:-2%20AND%20fox&sort_by=-id");
        Answer prefix = node.get("/api/v1/shop/search?query=app:web*&sort_by=-id");
        Answer negated = node.get("/api/v1/shop/search?query=NOT%20app:web&sort_by=-id");

        assertThat(ids(exact)).containsExactly(1);
        assertThat(splits(exact).path("pruned_by_tags").intValue()).isEqualTo(2);
        assertThat(splits(exact).path("pruned_by_time").intValue()).isZero();
        assertThat(ids(number)).containsExactly(3);
        assertThat(splits(number).path("pruned_by_tags").intValue()).isEqualTo(2);
        assertThat(ids(prefix)).containsExactly(1, 3);
        assertThat(splits(prefix).path("pruned_by_tags").intValue()).isZero();
        assertThat(ids(negated)).containsExactly(2, 3, 4);
        assertThat(splits(negated).path("pruned_by_tags").intValue()).isZero();
    }

    @Test
    @Proves("SCH-18")
    void searchPlanSaysWhatASearchWouldTouch() {
        Answer all = node.get("/api/v1/shop/search-plan?query=app:web%20AND%20fox");
        Answer pruned = node.post("/api/v1/shop/search-plan", """
                {"query": "app:web", "start_timestamp": 1709252000}""");

        assertThat(all.json().propertyNames())
                .containsExactly("quickwit_ast", "tantivy_ast", "searched_splits", "storage_requests");
        assertThat(all.json().path("quickwit_ast").path("type").stringValue()).isEqualTo("bool");
        assertThat(all.json().path("tantivy_ast").stringValue()).contains("app:web");
        assertThat(all.json().path("searched_splits")).hasSize(1);
        assertThat(all.json().path("searched_splits").get(0).stringValue()).matches("shop/[0-9A-Z]{26}");
        assertThat(all.json().path("storage_requests").toString())
                .isEqualTo("{\"footer\":1,\"fastfield\":0,\"fieldnorm\":0,\"sstable\":3,\"posting\":3,\"position\":0}");
        assertThat(pruned.json().path("searched_splits")).isEmpty();
        assertThat(pruned.json().path("storage_requests").path("posting").intValue())
                .isEqualTo(1);
    }

    @Test
    void searchPlanOfNoIndexAndOfNonsense() {
        Answer none = node.get("/api/v1/zzz*/search-plan?query=title:x&format=json");

        assertThat(none.text())
                .isEqualTo("{\"quickwit_ast\":{\"type\":\"match_all\"},\"tantivy_ast\":\"\",\"searched_splits\":[],"
                        + "\"storage_requests\":{\"footer\":0,\"fastfield\":0,\"fieldnorm\":0,\"sstable\":0,"
                        + "\"posting\":0,\"position\":0}}");
        assertThat(node.get("/api/v1/nope/search-plan?query=*").status()).isEqualTo(404);
        assertThat(node.get("/api/v1/shop/search-plan?query=region:abc").status())
                .isEqualTo(400);
        assertThat(node.get("/api/v1/shop/search-plan?query=*&nope=1").status()).isEqualTo(400);
        assertThat(node.get("/api/v1/shop/search-plan").status()).isEqualTo(400);
    }

    @Test
    void bodiesThatSayTheyAreNotJsonAreRefused() {
        String body = "{\"query\": \"*\"}";

        assertThat(node.call("POST", "/api/v1/shop/search", "application/json; charset=utf-8", body)
                        .status())
                .isEqualTo(200);
        assertThat(node.call("POST", "/api/v1/shop/search", "text/plain", body).status())
                .isEqualTo(415);
        assertThat(node.call("POST", "/api/v1/shop/search-plan", "text/plain", body)
                        .status())
                .isEqualTo(415);
    }

    @Test
    @Proves({"SCH-05", "B1-06"})
    void snippetsFollowTheHits() {
        Answer byQuery = node.get("/api/v1/shop/search?query=fox&sort_by=-id&snippet_fields=,title,&format=json");
        Answer byBody = node.post("/api/v1/shop/search", """
                {"query": "title:quick AND body:\\"brown fox\\" OR body:it", "sort_by": "-id", "snippet_fields": "title,body"}""");

        assertThat(byQuery.json().path("snippets").toString())
                .isEqualTo("[{\"title\":[\"The quick brown <b>fox</b>\"]},{\"title\":[\"Quick <b>fox</b>\"]},"
                        + "{\"title\":[]},{}]");
        assertThat(byBody.json().path("snippets").get(0).path("body").get(0).stringValue())
                .isEqualTo("The quick <b>brown</b> <b>fox</b> jumps over the lazy dog");
        assertThat(byBody.json().path("snippets").get(1).path("body").get(0).stringValue())
                .isEqualTo("&lt;i&gt;<b>it</b>&#x27;s&lt;/i&gt; a <b>fox</b> &amp; &quot;<b>fox</b>");
    }

    @Test
    @Proves({"B1-10", "B1-06"})
    void snippetsAreAbsentWithoutHitsAndRefusedForOtherFields() {
        assertThat(node.get("/api/v1/shop/search?query=fox&max_hits=0&snippet_fields=title")
                        .json()
                        .has("snippets"))
                .isFalse();
        assertThat(node.get("/api/v1/shop/search?query=fox").json().has("snippets"))
                .isFalse();
        Answer refused = node.get("/api/v1/shop/search?query=fox&snippet_fields=id");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("message").stringValue())
                .isEqualTo("the snippet field `id` must be of type `Str`, got `U64`");
        assertThat(node.post("/api/v1/shop/search", "{\"query\": \"fox\", \"snippet_fields\": [\"title\"]}")
                        .status())
                .isEqualTo(400);
    }
}
