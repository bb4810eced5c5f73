package io.trawl.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.server.RunningNode;
import io.trawl.server.RunningNode.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What tests of contract rows share: a node, and short words for making indexes, filling and asking them.
///
/// Configs are written as JSON with single quotes.
@ExtendWith(SharedNode.class)
abstract class ContractTest {
    static RunningNode node;

    /// Makes an index with the given doc mapping and default mode.
    static void create(String id, String docMapping) {
        create(id, docMapping, "");
    }

    /// @param sections more of the config, each after a comma
    static void create(String id, String docMapping, String sections) {
        Answer created = tryCreate(id, docMapping, sections);
        assertThat(created.status()).as(created.text()).isEqualTo(200);
    }

    static Answer tryCreate(String id, String docMapping, String sections) {
        return node.post(
                "/api/v1/indexes",
                json("{'version': '0.9', 'index_id': '" + id + "', 'doc_mapping': " + docMapping + sections + "}"));
    }

    /// Asserts that no index can be made of this config, and why.
    static void assertConfigRefused(String docMapping, String sections, String message) {
        assertRefused(tryCreate("refused", docMapping, sections), 400, message);
    }

    static void assertRefused(Answer answer, int status, String message) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.json().propertyNames()).containsExactly("message");
        assertThat(answer.json().path("message").stringValue()).contains(message);
    }

    /// Sends documents, each in JSON with single quotes, and waits until they are searchable.
    static JsonNode ingest(String id, String... documents) {
        Answer answer = node.post(
                "/api/v1/" + id + "/ingest?commit=force&detailed_response=true",
                json(String.join("\n", documents)) + "\n");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    /// The answer to a search that must succeed.
    ///
    /// @param parameters more of them, each after an ampersand
    static JsonNode search(String id, String query, String... parameters) {
        Answer answer = trySearch(id, query, parameters);
        assertThat(answer.status()).as(query + ": " + answer.text()).isEqualTo(200);
        return answer.json();
    }

    static Answer trySearch(String id, String query, String... parameters) {
        return node.get("/api/v1/" + id + "/search?query=" + encode(query) + String.join("", parameters));
    }

    static void assertQueryRefused(String id, String query, String message) {
        assertRefused(trySearch(id, query), 400, message);
    }

    /// The values of `id` of all hits, in increasing order.
    static List<Integer> ids(String id, String query) {
        return ids(search(id, query, "&max_hits=100")).stream().sorted().toList();
    }

    /// The values of `id` of the hits as they come.
    static List<Integer> ids(JsonNode answer) {
        List<Integer> ids = new ArrayList<>();
        answer.path("hits").forEach(hit -> ids.add(hit.path("id").intValue()));
        return ids;
    }

    static JsonNode index(String id) {
        return node.get("/api/v1/indexes/" + id).json();
    }

    static JsonNode config(String id) {
        return index(id).path("index_config");
    }

    /// JSON written with single quotes.
    static String json(String text) {
        return text.replace('\'', '"');
    }

    static JsonNode parsed(String text) {
        return JsonMapper.shared().readTree(json(text));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
