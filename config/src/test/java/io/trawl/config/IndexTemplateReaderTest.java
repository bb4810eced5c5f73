package io.trawl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class IndexTemplateReaderTest {
    private static final IdGenerator IDS = new IdGenerator(TimeSource.SYSTEM);
    private static final StorageUri ROOT = StorageUri.parse("ram:///indexes");
    private static final String MINIMAL =
            "version: 0.9\ntemplate_id: t-1\nindex_id_patterns: [\"demo-*\"]\ndoc_mapping: {}\n";

    @Test
    void minimalTemplateGetsEveryDefaultAndNullForWhatIsNotSet() {
        JsonNode json = IndexTemplateJson.toJson(yaml(MINIMAL));

        assertThat(json.propertyNames())
                .containsExactly(
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
        assertThat(json.path("index_root_uri").isNull()).isTrue();
        assertThat(json.path("description").isNull()).isTrue();
        assertThat(json.path("retention").isNull()).isTrue();
        assertThat(json.path("priority").intValue()).isZero();
        assertThat(json.path("indexing_settings").path("commit_timeout_secs").intValue())
                .isEqualTo(60);
        assertThat(IdGenerator.isUlid(
                        json.path("doc_mapping").path("doc_mapping_uid").stringValue()))
                .isTrue();
    }

    @Test
    void everythingIsKeptAndReadBack() {
        IndexTemplate template = yaml("""
                version: "0.8"
                template_id: full
                index_id_patterns: [logs-*, -logs-old]
                index_root_uri: s3://bucket/root/
                priority: 7
                description: the full one
                doc_mapping:
                  timestamp_field: ts
                  field_mappings: [{name: ts, type: datetime, fast: true}]
                indexing_settings: {commit_timeout_secs: 3}
                ingest_settings: {min_shards: 2}
                search_settings: {default_search_fields: [a]}
                retention: {period: 90 days, schedule: daily}
                """);

        assertThat(template.priority()).isEqualTo(7);
        String stored = IndexTemplateJson.toJson(template).toString();
        assertThat(IndexTemplateJson.fromJson(JsonMapper.shared().readTree(stored)))
                .isEqualTo(template);
    }

    @Test
    void theIdMayComeFromElsewhere() {
        String text = "{\"version\": \"0.9\", \"index_id_patterns\": [\"a*\"], \"doc_mapping\": {}}";

        assertThat(IndexTemplateReader.read(text, ConfigFormat.JSON, Optional.of("t-2"), IDS)
                        .templateId())
                .isEqualTo("t-2");
        assertThatThrownBy(() -> IndexTemplateReader.read(text, ConfigFormat.JSON, Optional.empty(), IDS))
                .hasMessage("invalid config: failed to parse JSON file: missing field `template_id`");
    }

    @Test
    void anIndexGetsTheTemplatesSettingsAndAFolderAndMappingOfItsOwn() {
        IndexTemplate template = yaml(MINIMAL + "indexing_settings: {commit_timeout_secs: 3}\n");
        IndexTemplate elsewhere = yaml(MINIMAL + "index_root_uri: s3://bucket/root\n");
        String uid = IDS.next();

        IndexConfig config = template.indexConfig("demo-a", ROOT, uid);

        assertThat(config.indexId()).isEqualTo("demo-a");
        assertThat(config.indexUri()).hasToString("ram:///indexes/demo-a");
        assertThat(config.indexingSettings().commitTimeoutSecs()).isEqualTo(3);
        assertThat(config.docMapping().docMappingUid()).isEqualTo(uid);
        assertThat(config.docMapping().sameAs(template.docMapping())).isTrue();
        assertThat(elsewhere.indexConfig("demo-a", ROOT, uid).indexUri()).hasToString("s3://bucket/root/demo-a");
        assertThatThrownBy(() -> template.indexConfig("../demo", ROOT, uid))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anIndexOfATemplateHasTheTwoNewerSources() {
        EnvironmentKnobs knobs = new EnvironmentKnobs(Map.of("ENABLE_INGEST_V2", "false"));

        assertThat(SourceConfig.templateDefaults(knobs))
                .extracting(SourceConfig::sourceId)
                .containsExactly(SourceConfig.INGEST_SOURCE_ID, SourceConfig.INGEST_CLI_SOURCE_ID);
        assertThat(SourceConfig.templateDefaults(knobs).getFirst().enabled()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "index_id_patterns: [] | `index_id_patterns` must not be empty",
                "template_id: a/b | index template ID `a/b` is invalid",
                "'doc_mapping: {timestamp_field: nope}' | could not find timestamp field `nope` in field mappings",
                "'retention: {period: 1 day}' | retention policy requires a timestamp field",
            })
    void templatesThatDoNotMakeSenseAreRefused(String line, String message) {
        assertThatThrownBy(() -> yaml(with(line)))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.BAD_REQUEST))
                .hasMessageStartingWith("invalid argument: invalid index template: " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "priority: -1 | `priority`: invalid value: integer `-1`, expected an integer from 0 to 9223372036854775807",
                "index_id_patterns: logs-* | `index_id_patterns`: invalid type: string \"logs-*\", expected a sequence",
                "index_id_patterns: | missing field `index_id_patterns`",
                "doc_mapping: | missing field `doc_mapping`",
                "index_root_uri: nosuch://x | unknown URI protocol `nosuch`",
                "colour: red | unknown field `colour`, expected one of `template_id`, `index_id_patterns`, `index_root_uri`, `priority`, `description`, `doc_mapping`, `indexing_settings`, `ingest_settings`, `search_settings`, `retention`",
            })
    void templatesThatCannotBeReadAreRefused(String line, String message) {
        assertThatThrownBy(() -> yaml(with(line))).hasMessage("invalid config: failed to parse YAML file: " + message);
    }

    @Test
    void aStoredTemplateThatIsSomethingElseIsDamage() {
        assertThatThrownBy(() -> IndexTemplateJson.fromJson(JsonMapper.shared().readTree("{\"version\":\"9\"}")))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CORRUPTED));
    }

    /// The minimal template with one line in the place of the one of its key, or added.
    private static String with(String line) {
        String key = line.substring(0, line.indexOf(':') + 1);
        StringBuilder text = new StringBuilder();
        MINIMAL.lines()
                .filter(kept -> !kept.startsWith(key))
                .forEach(kept -> text.append(kept).append('\n'));
        return text.append(line).append('\n').toString();
    }

    private static IndexTemplate yaml(String text) {
        return IndexTemplateReader.read(text, ConfigFormat.YAML, Optional.empty(), IDS);
    }
}
