package io.trawl.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.server.RunningNode.Answer;
import io.trawl.testkit.Proves;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How answers are laid out: for people unless asked otherwise, everywhere.
class FormatContractTest extends ContractTest {
    @BeforeAll
    static void fill() {
        create("formats", "{}");
        ingest("formats", "{'n': 1}");
        node.post(
                "/api/v1/templates",
                json("{'version': '0.9', 'template_id': 'formats', 'index_id_patterns': ['formats-*'],"
                        + " 'doc_mapping': {}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET | /api/v1/version |",
                "GET | /api/v1/cluster |",
                "GET | /api/v1/indexing |",
                "GET | /api/v1/indexes |",
                "GET | /api/v1/indexes/formats |",
                "GET | /api/v1/indexes/formats/describe |",
                "GET | /api/v1/indexes/formats/splits |",
                "GET | /api/v1/templates |",
                "GET | /api/v1/templates/formats |",
                "GET | /api/v1/formats/search?query=n:1 |",
                "GET | /api/v1/formats/search-plan?query=n:1 |",
                "POST | /api/v1/formats/ingest | {'n': 2}",
                "POST | /api/v1/parse-query | {'query': 'n:1'}",
                "POST | /api/v1/analyze | {'text': 'a b', 'type': 'simple'}"
            })
    @Proves("RST-03")
    void everyAnswerIsIndentedUnlessOneLineIsAskedFor(String method, String path, String body) {
        String more = path.contains("?") ? "&format=" : "?format=";

        Answer plain = call(method, path, body);
        assertThat(plain.status()).as(plain.text()).isEqualTo(200);
        assertThat(plain.text().strip().lines().count()).as(plain.text()).isGreaterThan(1);
        assertThat(call(method, path + more + "pretty_json", body)
                        .text()
                        .strip()
                        .lines()
                        .count())
                .isGreaterThan(1);
        Answer compact = call(method, path + more + "json", body);
        assertThat(compact.text().strip().lines()).as(compact.text()).hasSize(1);
        assertThat(compact.json().size()).isEqualTo(plain.json().size());
        assertThat(call(method, path + more + "xml", body).status()).isEqualTo(400);
    }

    private static Answer call(String method, String path, String body) {
        return body == null ? node.call(method, path, "", "") : node.call(method, path, "application/json", json(body));
    }

    @Test
    @Proves("RST-03")
    void theSameHoldsForWhatIsChanged() {
        String config = "{'version': '0.9', 'index_id': 'formats-two', 'doc_mapping': {}}";

        Answer created = node.post("/api/v1/indexes?format=json", json(config));
        Answer cleared = node.call("PUT", "/api/v1/indexes/formats-two/clear?format=json", "application/json", "");
        Answer deleted = node.call("DELETE", "/api/v1/indexes/formats-two", "", "");

        assertThat(created.text().strip().lines()).hasSize(1);
        assertThat(cleared.status()).isEqualTo(200);
        assertThat(deleted.status()).isEqualTo(200);
    }
}
