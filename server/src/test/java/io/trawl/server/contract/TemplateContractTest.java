package io.trawl.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.server.RunningNode.Answer;
import io.trawl.testkit.Proves;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Index templates, A.16 and B.5, and the routes of indexes of B.3 that no other test walks.
class TemplateContractTest extends ContractTest {
    @Test
    @Proves({"TPL-01", "B5-01", "B5-06"})
    void aTemplateIsAnsweredWithAllItsDefaults() {
        Answer made = template("tpl-all", "'index_id_patterns': ['tpl-all-*', '-tpl-all-no*']");

        assertThat(made.status()).as(made.text()).isEqualTo(200);
        assertThat(made.json().propertyNames())
                .containsExactlyInAnyOrder(
                        "version",
                        "template_id",
                        "index_id_patterns",
                        "index_root_uri",
                        "priority",
                        "description",
                        "doc_mapping",
                        "indexing_settings",
                        "ingest_settings",
                        "search_settings",
                        "retention");
        assertThat(made.json().path("priority").intValue()).isZero();
        assertThat(made.json().path("index_root_uri").isNull()).isTrue();
        assertThat(made.json().path("description").isNull()).isTrue();
        assertThat(made.json().path("retention").isNull()).isTrue();
        assertThat(made.json()
                        .path("indexing_settings")
                        .path("commit_timeout_secs")
                        .intValue())
                .isEqualTo(60);
        assertRefused(
                template("tpl-all", "'index_id_patterns': ['x*']"), 400, "index template `tpl-all` already exist(s)");
        assertRefused(template("tpl-bad", "'index_id_patterns': []"), 400, "`index_id_patterns` must not be empty");
        assertRefused(
                template("tpl-bad", "'index_id_patterns': ['x*'], 'retention': {'period': '1 day'}"),
                400,
                "retention policy requires a timestamp field");
    }

    @Test
    @Proves({"TPL-03", "TPL-04", "TPL-05", "ING-29"})
    void documentsForAnUnknownIndexMakeItFromTheBestTemplate() {
        template("tpl-one", "'index_id_patterns': ['auto-*'], 'priority': 1");
        template("tpl-two", "'index_id_patterns': ['auto-*', '-auto-not*'], 'priority': 5, 'retention': null");
        String root = config("auto-probe").path("index_uri").stringValue("");
        assertThat(root).isEmpty();

        ingest("auto-best", "{'id': 1}");
        ingest("auto-not-two", "{'id': 2}");

        assertThat(ids("auto-*", "*")).containsExactly(1, 2);
        assertThat(commitTimeout("auto-best")).isEqualTo(7);
        JsonNode made = index("auto-best");
        assertThat(made.path("sources"))
                .extracting(source -> source.path("source_id").stringValue())
                .containsExactlyInAnyOrder("_ingest-source", "_ingest-cli-source");
        assertThat(made.path("index_config").path("index_uri").stringValue()).endsWith("/indexes/auto-best");
        assertThat(made.path("index_config")
                        .path("doc_mapping")
                        .path("doc_mapping_uid")
                        .stringValue())
                .isNotEqualTo(node.get("/api/v1/templates/tpl-two")
                        .json()
                        .path("doc_mapping")
                        .path("doc_mapping_uid")
                        .stringValue());
        assertRefused(node.post("/api/v1/elsewhere/ingest", "{}\n"), 404, "index `elsewhere` not found");
    }

    private static int commitTimeout(String id) {
        return config(id).path("indexing_settings").path("commit_timeout_secs").intValue();
    }

    @Test
    @Proves({"TPL-02", "B5-02", "B5-03", "B5-04", "B5-05"})
    void templatesAreListedReadPutAndDeleted() {
        template("tpl-life", "'index_id_patterns': ['life-*']");
        String uid = uid("tpl-life");

        assertThat(node.get("/api/v1/templates").json())
                .extracting(one -> one.path("template_id").stringValue())
                .contains("tpl-life");
        Answer put = node.call(
                "PUT",
                "/api/v1/templates/tpl-life",
                "application/json",
                json("{'version': '0.9', 'index_id_patterns': ['more-*'], 'doc_mapping': {}}"));
        assertThat(put.json().path("index_id_patterns")).isEqualTo(parsed("['more-*']"));
        assertThat(uid("tpl-life")).isNotEqualTo(uid);
        assertThat(node.call(
                                "PUT",
                                "/api/v1/templates/tpl-new",
                                "application/json",
                                json("{'version': '0.9', 'index_id_patterns': ['new-*'], 'doc_mapping': {}}"))
                        .status())
                .isEqualTo(200);
        assertThat(node.call("DELETE", "/api/v1/templates/tpl-life", "", "")
                        .json()
                        .isNull())
                .isTrue();
        assertRefused(node.get("/api/v1/templates/tpl-life"), 404, "index template `tpl-life` not found");
        assertRefused(
                node.call("DELETE", "/api/v1/templates/tpl-life", "", ""), 404, "index template `tpl-life` not found");
    }

    private static String uid(String id) {
        return node.get("/api/v1/templates/" + id)
                .json()
                .path("doc_mapping")
                .path("doc_mapping_uid")
                .stringValue();
    }

    private static Answer template(String id, String sections) {
        return node.post(
                "/api/v1/templates",
                json("{'version': '0.9', 'template_id': '" + id
                        + "', 'doc_mapping': {}, 'indexing_settings': {'commit_timeout_secs': "
                        + (id.equals("tpl-two") ? 7 : 60) + "}, " + sections + "}"));
    }

    @Test
    @Proves({"B3-01", "B3-05", "B3-06", "B3-08", "B3-09", "MTS-07"})
    void indexesAreListedDescribedAndDeleted() {
        create(
                "adm-one",
                "{'timestamp_field': 'ts', 'field_mappings': [{'name': 'ts', 'type': 'datetime', 'fast': true}]}");
        create("adm-two", "{}");
        ingest("adm-one", "{'ts': 1767225600, 'id': 1}", "{'ts': 1767225660, 'id': 2}");
        ingest("adm-one", "{'ts': 1767229200, 'id': 3}");

        assertThat(node.get("/api/v1/indexes?index_id_patterns=adm-*,-adm-two").json())
                .extracting(one -> one.path("index_config").path("index_id").stringValue())
                .containsExactly("adm-one");
        assertThat(node.get("/api/v1/indexes?index_id_patterns=adm-nowhere").json())
                .isEmpty();
        assertRefused(node.get("/api/v1/indexes?index_id_patterns=a**"), 400, "index ID pattern `a**` is invalid");
        JsonNode described = node.get("/api/v1/indexes/adm-one/describe").json();
        assertThat(described.path("num_published_splits").intValue()).isEqualTo(2);
        assertThat(described.path("num_published_docs").intValue()).isEqualTo(3);
        assertThat(described.path("timestamp_field_name").stringValue()).isEqualTo("ts");
        assertThat(described.path("min_timestamp").longValue()).isEqualTo(1767225600);
        assertThat(described.path("max_timestamp").longValue()).isEqualTo(1767229200);
        assertThat(described.path("size_published_docs_uncompressed").intValue())
                .isEqualTo(3 * 27);
        assertThat(node.get("/api/v1/indexes/adm-two/describe")
                        .json()
                        .path("min_timestamp")
                        .isNull())
                .isTrue();
        assertThat(splits("?start_timestamp=1767225661").path("size").intValue())
                .isEqualTo(1);
        assertThat(splits("?end_timestamp=1767229200").path("size").intValue()).isEqualTo(1);
        assertThat(splits("?split_states=Staged,MarkedForDeletion").path("size").intValue())
                .isZero();
        assertThat(splits("?offset=1&limit=5").path("size").intValue()).isEqualTo(1);
        assertRefused(node.get("/api/v1/indexes/adm-one/splits?split_states=Odd"), 400, "Invalid query string");
        String split = splits("?start_timestamp=1767225661")
                .path("splits")
                .get(0)
                .path("split_id")
                .stringValue();
        assertThat(mark("{'split_ids': ['" + split + "']}").json().isNull()).isTrue();
        assertThat(ids("adm-one", "*")).containsExactly(1, 2);
        assertThat(splits("?split_states=MarkedForDeletion").path("size").intValue())
                .isEqualTo(1);
        assertRefused(mark("{'splits': []}"), 400, "Request body deserialize error: unknown field `splits`");

        Answer dry = node.call("DELETE", "/api/v1/indexes/adm-one?dry_run=true", "", "");
        assertThat(dry.json()).hasSize(2);
        assertThat(dry.json().get(0).propertyNames())
                .containsExactlyInAnyOrder(
                        "split_id", "num_docs", "uncompressed_docs_size_bytes", "file_name", "file_size_bytes");
        assertThat(dry.json().get(0).path("uncompressed_docs_size_bytes").stringValue())
                .matches("\\d+ B");
        assertThat(dry.json().get(0).path("file_size_bytes").stringValue()).matches("\\d+\\.\\d KiB");
        assertThat(node.call("DELETE", "/api/v1/indexes/adm-one", "", "").json())
                .hasSize(2);
        assertRefused(node.call("DELETE", "/api/v1/indexes/adm-one", "", ""), 404, "index `adm-one` not found");
    }

    private static JsonNode splits(String parameters) {
        return node.get("/api/v1/indexes/adm-one/splits" + parameters).json();
    }

    private static Answer mark(String body) {
        return node.call("PUT", "/api/v1/indexes/adm-one/splits/mark-for-deletion", "application/json", json(body));
    }
}
