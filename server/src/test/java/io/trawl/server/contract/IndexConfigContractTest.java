package io.trawl.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.trawl.server.RunningNode.Answer;
import io.trawl.testkit.Proves;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Index configs, section A.3: what is accepted, how it is answered, what is refused.
class IndexConfigContractTest extends ContractTest {
    private static final String TIMED =
            "{'timestamp_field': 'ts', 'field_mappings': [{'name': 'ts', 'type': 'datetime', 'fast': true}]}";

    @Test
    @Proves({"IDX-01", "B3-02"})
    void versionsFromSevenToNineAreReadAndNothingElse() {
        for (String version : new String[] {"'0.7'", "'0.8'", "'0.9'", "0.8"}) {
            Answer made = node.post(
                    "/api/v1/indexes?overwrite=true",
                    json("{'version': " + version + ", 'index_id': 'cfg-version', 'doc_mapping': {}}"));
            assertThat(made.status()).as(made.text()).isEqualTo(200);
            assertThat(made.json().path("version").stringValue()).isEqualTo("0.9");
            assertThat(made.json().path("index_config").path("version").stringValue())
                    .isEqualTo("0.9");
        }
        assertRefused(
                node.post("/api/v1/indexes", json("{'version': '0.6', 'index_id': 'old', 'doc_mapping': {}}")),
                400,
                "unknown variant `0.6`, expected one of `0.9`, `0.7`, `0.8`");
        assertRefused(
                node.post("/api/v1/indexes", json("{'index_id': 'none', 'doc_mapping': {}}")),
                400,
                "invalid config: missing version");
    }

    @Test
    @Proves("IDX-02")
    void anIndexIdHasThreeTo255CharactersOfFewKinds() {
        String longest = "c" + "x".repeat(254);
        create(longest, "{}");
        create("cfg-A.b_9", "{}");

        for (String id : new String[] {"ab", longest + "x", "9abc", "a b c", "abc/d", "_abc", "ab\u00e9c"}) {
            assertRefused(tryCreate(id, "{}", ""), 400, "invalid config: index ID `" + id + "` is invalid");
        }
    }

    @Test
    @Proves("IDX-03")
    void anIndexLiesBelowTheRootUnlessItSaysWhere() {
        create("cfg-home", "{}");
        String root = config("cfg-home").path("index_uri").stringValue().replaceAll("/cfg-home$", "");
        create("cfg-away", "{}", ", 'index_uri': '" + root + "/elsewhere/away'");
        ingest("cfg-away", "{'id': 1}");

        assertThat(root).startsWith("file://").endsWith("/indexes");
        assertThat(config("cfg-away").path("index_uri").stringValue()).isEqualTo(root + "/elsewhere/away");
        assertThat(ids("cfg-away", "id:1")).containsExactly(1);
        assertConfigRefused("{}", ", 'index_uri': 'nosuch://bucket/x'", "unknown URI protocol `nosuch`");
    }

    @Test
    @Proves("IDX-04")
    void theDocMappingMayNotBeLeftOut() {
        assertRefused(
                node.post("/api/v1/indexes", json("{'version': '0.9', 'index_id': 'unmapped'}")),
                400,
                "missing field `doc_mapping`");
    }

    @Test
    @Proves({"IDX-05", "IDX-06", "IDX-07", "IDX-08", "IDX-09"})
    void indexingSettingsAreAnsweredAsGivenAndWithTheirDefaults() {
        create("cfg-plain", "{}");
        create(
                "cfg-set",
                "{}",
                ", 'indexing_settings': {'commit_timeout_secs': 7, 'split_num_docs_target': 1000,"
                        + " 'docstore_compression_level': 3, 'docstore_blocksize': 50000,"
                        + " 'resources': {'heap_size': '300M'}}");

        JsonNode plain = config("cfg-plain").path("indexing_settings");
        assertThat(plain.path("commit_timeout_secs").intValue()).isEqualTo(60);
        assertThat(plain.path("split_num_docs_target").intValue()).isEqualTo(10_000_000);
        assertThat(plain.path("docstore_compression_level").intValue()).isEqualTo(8);
        assertThat(plain.path("docstore_blocksize").intValue()).isEqualTo(1_000_000);
        assertThat(plain.path("resources").path("heap_size").longValue()).isEqualTo(2_000_000_000L);
        JsonNode set = config("cfg-set").path("indexing_settings");
        assertThat(set.path("commit_timeout_secs").intValue()).isEqualTo(7);
        assertThat(set.path("split_num_docs_target").intValue()).isEqualTo(1000);
        assertThat(set.path("docstore_compression_level").intValue()).isEqualTo(3);
        assertThat(set.path("docstore_blocksize").intValue()).isEqualTo(50_000);
        assertThat(set.path("resources").path("heap_size").longValue()).isEqualTo(300_000_000L);
    }

    @Test
    @Proves("IDX-10")
    void theOldPlaceOfTheMergeThroughputIsStillRead() {
        create("cfg-throughput", "{}", ", 'indexing_settings': {'resources': {'max_merge_write_throughput': '100mb'}}");
        assertThat(index("cfg-throughput").has("index_uid")).isTrue();

        assertConfigRefused("{}", ", 'indexing_settings': {'resources': {'colour': 1}}", "unknown field `colour`");
    }

    @Test
    @Proves({"IDX-11", "IDX-20", "IDX-21", "IDX-22", "IDX-23"})
    void mergePoliciesComeBackWithAllTheirParameters() {
        assertPolicy(
                "",
                "{'type': 'stable_log', 'min_level_num_docs': 100000, 'merge_factor': 10, 'max_merge_factor': 12,"
                        + " 'maturation_period': '2days'}");
        assertPolicy("{'type': 'no_merge'}", "{'type': 'no_merge'}");
        assertPolicy(
                "{'type': 'limit_merge', 'max_merge_ops': 3, 'merge_factor': 8}",
                "{'type': 'limit_merge', 'max_merge_ops': 3, 'merge_factor': 8, 'max_merge_factor': 12,"
                        + " 'maturation_period': '2days'}");
        assertPolicy(
                "{'type': 'limit_merge', 'max_finalize_merge_operations': 2, 'max_finalize_split_num_docs': 9}",
                "{'type': 'limit_merge', 'max_merge_ops': 4, 'merge_factor': 10, 'max_merge_factor': 12,"
                        + " 'maturation_period': '2days', 'max_finalize_merge_operations': 2,"
                        + " 'max_finalize_split_num_docs': 9}");
        assertPolicy(
                "{'type': 'default', 'maturation_period': '36h'}",
                "{'type': 'stable_log', 'min_level_num_docs': 100000, 'merge_factor': 10, 'max_merge_factor': 12,"
                        + " 'maturation_period': '1day 12h'}");

        assertPolicyRefused(
                "{'type': 'stable_log', 'merge_factor': 10, 'max_merge_factor': 9}",
                "index config merge policy `max_merge_factor` must be superior or equal to `merge_factor`");
        assertPolicyRefused("{'type': 'limit_merge', 'colour': 1}", "unknown field `colour`, expected one of");
        assertPolicyRefused("{'type': 'no_merge', 'merge_factor': 3}", "merge_factor");
        assertPolicyRefused("{'type': 'biggest_first'}", "biggest_first");
    }

    private static void assertPolicy(String given, String answered) {
        node.call("DELETE", "/api/v1/indexes/cfg-merge", "", "");
        create("cfg-merge", "{}", given.isEmpty() ? "" : ", 'indexing_settings': {'merge_policy': " + given + "}");

        assertThat(config("cfg-merge").path("indexing_settings").path("merge_policy"))
                .isEqualTo(parsed(answered));
    }

    private static void assertPolicyRefused(String policy, String message) {
        assertConfigRefused("{}", ", 'indexing_settings': {'merge_policy': " + policy + "}", message);
    }

    @Test
    @Proves({"IDX-14", "IDX-15"})
    void ingestSettingsAreAnsweredOnlyWhereTheySaySomething() {
        create("cfg-ingest", "{}");
        create("cfg-ingest-set", "{}", ", 'ingest_settings': {'min_shards': 3, 'validate_docs': false}");

        assertThat(config("cfg-ingest").path("ingest_settings")).isEqualTo(parsed("{'min_shards': 1}"));
        assertThat(config("cfg-ingest-set").path("ingest_settings"))
                .isEqualTo(parsed("{'min_shards': 3, 'validate_docs': false}"));
        assertConfigRefused("{}", ", 'ingest_settings': {'min_shards': 0}", "expected a nonzero u32");
    }

    @Test
    @Proves("IDX-16")
    void defaultSearchFieldsMustBeThereAndSearchable() {
        String fields = "'field_mappings': [{'name': 'a', 'type': 'text'}, {'name': 'j', 'type': 'json'},"
                + " {'name': 'o', 'type': 'object', 'field_mappings': [{'name': 'k', 'type': 'text'}]},"
                + " {'name': 'off', 'type': 'text', 'indexed': false}]";
        create(
                "cfg-default",
                "{'mode': 'lenient', " + fields + "}",
                ", 'search_settings': {'default_search_fields': ['a', 'o.k', 'j.x.y']}");
        create("cfg-default-any", "{}", ", 'search_settings': {'default_search_fields': ['what.ever']}");
        ingest("cfg-default-any", "{'id': 4, 'what': {'ever': 'yes'}}");

        assertThat(config("cfg-default").path("search_settings"))
                .isEqualTo(parsed("{'default_search_fields': ['a', 'o.k', 'j.x.y']}"));
        assertThat(ids("cfg-default-any", "yes")).containsExactly(4);
        assertDefaultRefused("lenient", fields, "zz", "unknown default search field `zz`");
        assertDefaultRefused("strict", fields, "zz", "unknown default search field `zz`");
        assertDefaultRefused("strict", fields, "off", "off");
        assertDefaultRefused("strict", fields, "a', 'a", "a");
    }

    private static void assertDefaultRefused(String mode, String fields, String names, String message) {
        assertConfigRefused(
                "{'mode': '" + mode + "', " + fields + "}",
                ", 'search_settings': {'default_search_fields': ['" + names + "']}",
                message);
    }

    @Test
    @Proves({"IDX-17", "IDX-18", "IDX-19"})
    void retentionNeedsAPeriodAScheduleThatIsOneAndATimestamp() {
        create("cfg-keep", TIMED, ", 'retention': {'period': '90 days'}");
        assertThat(config("cfg-keep").path("retention"))
                .isEqualTo(parsed("{'period': '90 days', 'schedule': 'hourly'}"));
        for (String schedule :
                new String[] {"daily", "@weekly", "monthly", "yearly", "0 0 3 * * *", "0 30 9,12 1-5 * MON"}) {
            node.call("DELETE", "/api/v1/indexes/cfg-keep", "", "");
            create("cfg-keep", TIMED, ", 'retention': {'period': '1 week', 'schedule': '" + schedule + "'}");
            assertThat(config("cfg-keep").path("retention").path("schedule").stringValue())
                    .isEqualTo(schedule);
        }

        assertConfigRefused(
                TIMED,
                ", 'retention': {'period': '1d', 'schedule': 'every tuesday'}",
                "invalid config: failed to parse retention evaluation schedule `every tuesday`");
        assertConfigRefused(TIMED, ", 'retention': {'schedule': 'daily'}", "missing field `period`");
        assertConfigRefused(TIMED, ", 'retention': {'period': 'a while'}", "a while");
        assertConfigRefused(
                "{}",
                ", 'retention': {'period': '90 days'}",
                "retention policy requires a timestamp field, but doc mapping does not declare one");
    }

    @Test
    @Proves("IDX-24")
    void aSplitIsMatureNoLaterThanItsDocumentsAreDropped() {
        create("cfg-mature", TIMED, ", 'retention': {'period': '12 hours'}");
        create("cfg-immature", TIMED);
        create("cfg-ripe", TIMED, ", 'indexing_settings': {'merge_policy': {'type': 'no_merge'}}");
        for (String id : new String[] {"cfg-mature", "cfg-immature", "cfg-ripe"}) {
            ingest(id, "{'ts': '2026-01-01T00:00:00Z'}");
        }

        assertThat(maturity("cfg-mature"))
                .isEqualTo(parsed("{'type': 'immature', 'maturation_period_millis': 43200000}"));
        assertThat(maturity("cfg-immature"))
                .isEqualTo(parsed("{'type': 'immature', 'maturation_period_millis': 172800000}"));
        assertThat(maturity("cfg-ripe")).isEqualTo(parsed("{'type': 'mature'}"));
    }

    private static JsonNode maturity(String id) {
        return node.get("/api/v1/indexes/" + id + "/splits")
                .json()
                .path("splits")
                .get(0)
                .path("maturity");
    }

    @Test
    @Proves({"IDX-25", "RST-12"})
    void configsComeInThreeLanguages() {
        String toml = "version = \"0.9\"\nindex_id = \"cfg-toml\"\n[doc_mapping]\nmode = \"strict\"\n";
        String yaml = "version: 0.9\nindex_id: cfg-yaml\ndoc_mapping:\n  mode: strict\n";

        for (Answer made : new Answer[] {
            node.call("POST", "/api/v1/indexes", "application/toml", toml),
            node.call("POST", "/api/v1/indexes", "text/x-yaml; charset=utf-8", yaml)
        }) {
            assertThat(made.status()).as(made.text()).isEqualTo(200);
            assertThat(made.json()
                            .path("index_config")
                            .path("doc_mapping")
                            .path("mode")
                            .stringValue())
                    .isEqualTo("strict");
        }
        assertRefused(node.call("POST", "/api/v1/indexes", "application/xml", "<x/>"), 415, "content-type");
        assertRefused(
                node.call("POST", "/api/v1/indexes", "application/yaml", "version: [0.9"),
                400,
                "invalid config: failed to parse YAML file");
        assertRefused(
                node.call("POST", "/api/v1/indexes", "application/toml", "version = "),
                400,
                "invalid config: failed to parse TOML file");
    }

    @Test
    @Proves({"IDX-26", "IDX-28", "B3-04", "B3-12"})
    void anUpdateReplacesAllSectionsButNotTheIndex() {
        create(
                "cfg-update",
                TIMED,
                ", 'search_settings': {'default_search_fields': ['x']}, 'retention': {'period': '1 day'},"
                        + " 'ingest_settings': {'min_shards': 2}, 'indexing_settings': {'commit_timeout_secs': 5}");
        JsonNode before = index("cfg-update");

        Answer updated = put("cfg-update", TIMED, ", 'search_settings': {'default_search_fields': ['y']}");

        assertThat(updated.status()).as(updated.text()).isEqualTo(200);
        JsonNode config = updated.json().path("index_config");
        assertThat(config.path("search_settings")).isEqualTo(parsed("{'default_search_fields': ['y']}"));
        assertThat(config.path("retention").isNull()).isTrue();
        assertThat(config.path("ingest_settings")).isEqualTo(parsed("{'min_shards': 1}"));
        assertThat(config.path("indexing_settings").path("commit_timeout_secs").intValue())
                .isEqualTo(60);
        assertThat(updated.json().path("index_uid")).isEqualTo(before.path("index_uid"));
        assertThat(updated.json().path("create_timestamp")).isEqualTo(before.path("create_timestamp"));
        assertThat(config.path("doc_mapping").path("doc_mapping_uid"))
                .as("the mapping is the same")
                .isEqualTo(before.path("index_config").path("doc_mapping").path("doc_mapping_uid"));
        assertRefused(put("cfg-nothing", "{}", ""), 404, "index `cfg-nothing` not found");
        Answer made = node.call(
                "PUT",
                "/api/v1/indexes/cfg-made?create=true",
                "application/json",
                json("{'version': '0.9', 'index_id': 'cfg-made', 'doc_mapping': {}}"));
        assertThat(made.status()).as(made.text()).isEqualTo(200);
        assertThat(index("cfg-made").path("index_uid")).isEqualTo(made.json().path("index_uid"));
    }

    private static Answer put(String id, String docMapping, String sections) {
        return node.call(
                "PUT",
                "/api/v1/indexes/" + id,
                "application/json",
                json("{'version': '0.9', 'index_id': '" + id + "', 'doc_mapping': " + docMapping + sections + "}"));
    }

    @Test
    @Proves({"IDX-27", "IDX-29", "B3-07", "B3-12"})
    void overwritingAndClearingTakeTheDocumentsAway() {
        create("cfg-over", "{}");
        ingest("cfg-over", "{'id': 1}");
        String uid = index("cfg-over").path("index_uid").stringValue();
        String config = json("{'version': '0.9', 'index_id': 'cfg-over', 'doc_mapping': {'mode': 'lenient',"
                + " 'field_mappings': [{'name': 'id', 'type': 'u64'}]}}");

        assertRefused(node.post("/api/v1/indexes", config), 400, "metastore error `index `cfg-over` already exist(s)`");
        Answer over = node.post("/api/v1/indexes?overwrite=true", config);

        assertThat(over.status()).as(over.text()).isEqualTo(200);
        assertThat(over.json().path("index_uid").stringValue())
                .startsWith("cfg-over:")
                .isNotEqualTo(uid);
        assertThat(search("cfg-over", "*").path("num_hits").intValue()).isZero();
        ingest("cfg-over", "{'id': 2}");
        assertThat(ids("cfg-over", "*")).containsExactly(2);
        assertThat(node.call("PUT", "/api/v1/indexes/cfg-over/clear", "application/json", "")
                        .json()
                        .isNull())
                .isTrue();
        assertThat(search("cfg-over", "*").path("num_hits").intValue()).isZero();
        ingest("cfg-over", "{'id': 3}");
        assertThat(ids("cfg-over", "*")).containsExactly(3);
    }

    @Test
    @Proves({"IDX-30", "B3-03", "B3-10"})
    void anIndexComesWithThreeSources() {
        create("cfg-sources", "{}");
        JsonNode index = index("cfg-sources");

        assertThat(index.propertyNames())
                .containsExactlyInAnyOrder(
                        "version", "index_uid", "index_config", "checkpoint", "create_timestamp", "sources");
        assertThat(index.path("sources"))
                .extracting(source -> source.path("source_id").stringValue() + " " + source.path("enabled"))
                .containsExactlyInAnyOrder("_ingest-api-source true", "_ingest-source true", "_ingest-cli-source true");
        assertRefused(node.get("/api/v1/indexes/cfg-nowhere"), 404, "index `cfg-nowhere` not found");
    }

    @Test
    @Proves("IDX-31")
    void keysOfEarlyReleasesAreRefusedByName() {
        assertConfigRefused("{}", ", 'sort_by': 'ts'", "unknown field `sort_by`");
        assertConfigRefused("{}", ", 'indexing_settings': {'sort_field': 'ts'}", "unknown field `sort_field`");
        assertConfigRefused("{'colour': 1}", "", "unknown field `colour`");
    }
}
