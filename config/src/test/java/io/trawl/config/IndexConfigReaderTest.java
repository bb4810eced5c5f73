package io.trawl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trawl.common.DataSize;
import io.trawl.common.ErrorCode;
import io.trawl.common.IdGenerator;
import io.trawl.common.TimeSource;
import io.trawl.common.TrawlException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class IndexConfigReaderTest {
    private static final StorageUri ROOT = StorageUri.parse("ram:///indexes");
    private static final IdGenerator IDS = new IdGenerator(TimeSource.SYSTEM);
    private static final String TIMED =
            "{timestamp_field: ts, field_mappings: [{name: ts, type: datetime, fast: true}]}";

    @Test
    void minimalConfigGetsEveryDefault() {
        IndexConfig config = yaml("version: 0.9\nindex_id: demo-logs\ndoc_mapping: " + TIMED);

        assertThat(config.indexUri()).hasToString("ram:///indexes/demo-logs");
        assertThat(config.indexingSettings()).isEqualTo(IndexingSettings.DEFAULT);
        assertThat(config.searchSettings()).isEqualTo(SearchSettings.DEFAULT);
        assertThat(config.docMapping().dynamicMapping()).contains(DynamicMapping.DEFAULT);
        assertThat(config.docMapping().timestampField()).contains("ts");
        assertThat(IdGenerator.isUlid(config.docMapping().docMappingUid())).isTrue();
    }

    @Test
    void everythingIsKeptAndReadBack() {
        IndexConfig config = yaml("""
                version: "0.8"
                index_id: everything
                index_uri: s3://bucket/some/where
                doc_mapping:
                  mode: dynamic
                  dynamic_mapping: {indexed: false, fast: {normalizer: lowercase}}
                  field_mappings:
                    - {name: ts, type: datetime, fast: true, precision: milliseconds, input_formats: [ISO8601, "%d %m"]}
                    - {name: t, type: text, tokenizer: mine, record: position, fieldnorms: true, fast: true}
                    - {name: tn, type: text, indexed: false}
                    - {name: tags, type: array<u64>, coerce: false, output_format: string}
                    - {name: j, type: json, indexed: false, expand_dots: false}
                    - name: o
                      type: object
                      field_mappings:
                        - {name: f, type: f64, stored: false}
                        - {name: by, type: bytes, input_format: hex, description: raw bytes}
                    - {name: c, type: concatenate, concatenate_fields: [t, o.f, tags], record: freq}
                  timestamp_field: ts
                  tag_fields: [tags]
                  partition_key: hash_mod(t, 3)
                  max_num_partitions: 7
                  index_field_presence: true
                  document_length: true
                  store_source: true
                  tokenizers:
                    - {name: mine, type: ngram, min_gram: 2, max_gram: 3, prefix_only: true, filters: [lower_caser]}
                    - {name: words, type: regex, pattern: "(?P<w>[a-z]+)"}
                    - {name: src, type: source_code, filters: [remove_long, ascii_folding]}
                indexing_settings:
                  commit_timeout_secs: 5
                  docstore_compression_level: 3
                  merge_policy: {type: limit_merge, max_finalize_merge_operations: 2, max_finalize_split_num_docs: 99}
                  resources: {heap_size: 300M, max_merge_write_throughput: 20MB}
                  parquet_merge_policy: {}
                  parquet_indexing: {sort_fields: a}
                ingest_settings: {min_shards: 3, validate_docs: false}
                search_settings: {default_search_fields: [t, c, any.thing]}
                retention: {period: 90 days, schedule: daily}
                """);

        assertThat(config.indexUri()).hasToString("s3://bucket/some/where");
        assertThat(config.indexingSettings().heapSize()).isEqualTo(DataSize.ofBytes(300_000_000));
        assertThat(config.retention().orElseThrow().duration()).isEqualTo(Duration.ofDays(90));
        String stored = IndexConfigJson.toJson(config).toString();
        assertThat(stored).doesNotContain("\"max_merge_ops\":0").contains("\"heap_size\":300000000");
        assertThat(IndexConfigJson.fromJson(JsonMapper.shared().readTree(stored)))
                .isEqualTo(config);
    }

    @Test
    void aStoredConfigStaysReadableWhenRulesGetStricter() {
        IndexConfig config = yaml("version: 0.9\nindex_id: demo-logs\ndoc_mapping: {}");
        String stored = IndexConfigJson.toJson(config)
                .toString()
                .replace("\"timestamp_field\":null", "\"timestamp_field\":\"gone\"");

        IndexConfig read = IndexConfigJson.fromJson(JsonMapper.shared().readTree(stored));

        assertThat(read.docMapping().timestampField()).contains("gone");
        assertThatThrownBy(() -> IndexConfigJson.fromJson(JsonMapper.shared().readTree("{\"version\":\"1.7\"}")))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CORRUPTED))
                .hasMessageContaining("unknown variant `1.7`");
    }

    @Test
    void equalMappingsAreTheSameWhateverTheirUids() {
        IndexConfig one = yaml("version: 0.9\nindex_id: demo\ndoc_mapping: " + TIMED);
        IndexConfig other = yaml("version: 0.8\nindex_id: demo\ndoc_mapping: " + TIMED);

        assertThat(one.docMapping()).isNotEqualTo(other.docMapping());
        assertThat(one.docMapping().sameAs(other.docMapping())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gm", "9abc", "a/../b", "a b", "../abc", "ab\nc", "äbc", ".hidden"})
    void anIdCannotLeaveItsFolder(String id) {
        assertThatThrownBy(() -> json("{\"version\":\"0.9\",\"doc_mapping\":{},\"index_id\":"
                        + JsonMapper.shared().writeValueAsString(id) + "}"))
                .hasMessageContaining("index ID `" + id + "` is invalid");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{timestamp_field: nope} | could not find timestamp field `nope` in field mappings",
                "{timestamp_field: .a} | timestamp field `.a` must neither start nor end with a `.`",
                "{timestamp_field: a, field_mappings: [{name: a, type: datetime}]} | timestamp field `a` should be a fast field",
                "{timestamp_field: a, field_mappings: [{name: a, type: array<datetime>, fast: true}]} | timestamp field `a` should be single-valued",
                "{timestamp_field: a, field_mappings: [{name: a, type: i64, fast: true}]} | timestamp field `a` should be a datetime field, but it is of type `i64`",
                "{tag_fields: [a.], field_mappings: []} | tag field `a.` must neither start nor end with a `.`",
                "{tag_fields: [a], field_mappings: [{name: a, type: u64, indexed: false}]} | tag field `a` must be indexed",
                "{tag_fields: [a], field_mappings: [{name: a, type: f64}]} | tags collection is not allowed on `f64` fields",
                "{field_mappings: [{name: a, type: text, tokenizer: nosuch}]} | unknown tokenizer `nosuch` for field `a`",
                "{field_mappings: [{name: o, type: object, field_mappings: [{name: a, type: json, tokenizer: no}]}]} | unknown tokenizer `no` for field `o.a`",
                "{dynamic_mapping: {tokenizer: no}} | unknown tokenizer `no` for field `_dynamic`",
                "{tokenizers: [{name: default, type: simple}]} | custom tokenizer name `default` should be different from built-in tokenizer's names",
                "{field_mappings: [{name: o, type: object, field_mappings: [{name: a, type: ip}, {name: a, type: ip}]}]} | duplicated field definition `a`",
                "{field_mappings: [{name: c, type: concatenate, concatenate_fields: [zz]}]} | concatenate field uses an unknown field `zz`",
                "{field_mappings: [{name: c, type: concatenate, concatenate_fields: [j.a]}, {name: j, type: json}]} | subfield `j.a` not supported inside a concatenate field",
                "{partition_key: 'a,'} | failed to interpret the partition key: `a,`: expected a field name at character 3, found the end",
                "{doc_mapping_uid: nonsense} | `doc_mapping_uid` must be a ULID, got `nonsense`",
            })
    void mappingsThatDoNotHoldTogetherAreRefused(String mapping, String message) {
        assertThatThrownBy(() -> yaml("version: 0.9\nindex_id: demo\ndoc_mapping: " + mapping))
                .hasMessage("invalid config: " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "doc_mapping: [] | `doc_mapping`: invalid type: sequence, expected a map",
                "indexing_settings: {} | missing field `doc_mapping`",
                "doc_mapping: {mode: loose} | unknown variant `loose`, expected one of `dynamic`, `lenient`, `strict`",
                "doc_mapping: {field_mappings: [{type: text}]} | missing field `name` in `doc_mapping.field_mappings[0]`",
                "doc_mapping: {field_mappings: [{name: x, type: text, indexed: false, record: freq}]} | error while parsing field `x`: `record`, `tokenizer`, and `fieldnorms` parameters are allowed only if indexed is true",
                "doc_mapping: {field_mappings: [{name: x, type: text, colour: red}]} | error while parsing field `x`: unknown field `colour`, expected one of `description`, `indexed`, `tokenizer`, `record`, `fieldnorms`, `stored`, `fast`",
                "doc_mapping: {field_mappings: [{name: x, type: object}]} | error while parsing field `x`: object type must have at least one field mapping",
                "doc_mapping: {field_mappings: [{name: x, type: array<string>}]} | field `x` has an unknown type: `array<string>`",
                "doc_mapping: {field_mappings: [{name: x, type: array<object>}]} | error while parsing field `x`: object type cannot be used in an array",
                "doc_mapping: {field_mappings: [{name: '', type: text}]} | field name is empty",
                "doc_mapping: {field_mappings: [{name: x, type: datetime, input_formats: ['%Q']}]} | error while parsing field `x`: unknown input format: `%Q`. a custom date time format must contain at least one `strftime` special characters",
                "doc_mapping: {field_mappings: [{name: x, type: datetime, output_format: '%Y %Z'}]} | error while parsing field `x`: invalid strptime format `%Y %Z`: unknown specifier `%Z`, known are %Y %m %d %H %M %S %f %z %b %B %h %a %A %j %e %p %P %I %k %l %y %U %W %w %T %D %F %R %r %c %x %X %n %t %%",
                "doc_mapping: {field_mappings: [{name: o, type: object, field_mappings: [{name: y, type: nope}]}]} | error while parsing field `o`: field `y` has an unknown type: `nope`",
                "doc_mapping: {store_source: 1} | `doc_mapping.store_source`: invalid type: integer `1`, expected a boolean",
                "{doc_mapping: {}, index_uri: 's3://b/../c'} | `b/../c` must not contain `..`: write the whole path",
                "{doc_mapping: {}, sources: []} | unknown field `sources`, expected one of `index_id`, `index_uri`, `doc_mapping`, `indexing_settings`, `ingest_settings`, `search_settings`, `retention`",
                "{doc_mapping: {}, indexing_settings: {commit_timeout_secs: soon}} | `indexing_settings.commit_timeout_secs`: invalid type: string \"soon\", expected an integer",
                "{doc_mapping: {}, indexing_settings: {resources: {heap_size: big}}} | `indexing_settings.resources.heap_size`: `big` is not a size: write a number and a unit, as in `10MiB`",
                "{doc_mapping: {}, retention: {schedule: daily}} | missing field `period` in `retention`",
            })
    void valuesOfTheWrongShapeAreRefused(String rest, String message) {
        String text = rest.startsWith("{")
                ? "{version: 0.9, index_id: demo, " + rest.substring(1)
                : "version: 0.9\nindex_id: demo\n" + rest;

        assertThatThrownBy(() -> yaml(text)).hasMessage("invalid config: failed to parse YAML file: " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lenient | [zz] | unknown default search field `zz`",
                "strict | [o] | unknown default search field `o`",
                "lenient | [o.k, o.k] | duplicated default search field: `o.k`",
                "dynamic | [un] | default search field `un` is not indexed",
            })
    void defaultSearchFieldsMustBeSearchable(String mode, String fields, String message) {
        assertThatThrownBy(() -> yaml("version: 0.9\nindex_id: demo\nsearch_settings: {default_search_fields: " + fields
                        + "}\ndoc_mapping: {mode: " + mode + ", field_mappings: [{name: un, type: u64, indexed: false},"
                        + " {name: o, type: object, field_mappings: [{name: k, type: text}]}]}"))
                .hasMessage("invalid config: " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | {period: 1 day} | retention policy requires a timestamp field, but doc mapping does not declare one",
                TIMED
                        + " | {period: soon} | failed to parse retention period: `soon` is not a duration: write numbers and units, as in `30s`, `10min` or `2days`",
            })
    void retentionNeedsATimestampAndAPeriod(String mapping, String retention, String message) {
        assertThatThrownBy(() ->
                        yaml("version: 0.9\nindex_id: demo\ndoc_mapping: " + mapping + "\nretention: " + retention))
                .hasMessage("invalid config: " + message);
    }

    @Test
    void whatNothingDependsOnComesBackAsGiven() {
        ObjectNode mapping = (ObjectNode) IndexConfigJson.toJson(json("""
                        {"version":"0.9","index_id":"demo","doc_mapping":{
                          "dynamic_mapping":{"description":"the rest"},"max_num_partitions":4294967295}}""")).get("doc_mapping");

        assertThat(mapping.at("/dynamic_mapping/description").asString()).isEqualTo("the rest");
        assertThat(mapping.get("max_num_partitions").longValue()).isEqualTo(4_294_967_295L);
        assertThatThrownBy(() -> json("""
                        {"version":"0.9","index_id":"demo","doc_mapping":{"max_num_partitions":4294967296}}"""))
                .hasMessageEndingWith("integer `4294967296`, expected an integer from 1 to 4294967295");
    }

    @Test
    void complaintsDoNotNameOptionsOfTheParser() {
        assertThatThrownBy(() -> json("{\"a\":".repeat(200)))
                .hasMessageContaining("nesting depth (101) exceeds the maximum allowed (100)")
                .hasMessageNotContaining("StreamRead");
        assertThatThrownBy(() -> json("{\"version\":NaN}"))
                .hasMessageContaining("NaN")
                .hasMessageNotContaining("Feature");
        assertThatThrownBy(() -> json("{/* why */}"))
                .hasMessageContaining("comment")
                .hasMessageNotContaining("Feature");
    }

    @Test
    void anObjectMayHaveKeysThatMeanNothing() {
        IndexConfig config = json("""
                {"version":"0.9","index_id":"demo","doc_mapping":{"field_mappings":[
                  {"name":"o","type":"object","stored":true,"fast":false,"colour":"red",
                   "field_mappings":[{"name":"k","type":"u64"}]}]}}""");

        assertThat(IndexConfigJson.toJson(config)
                        .at("/doc_mapping/field_mappings/0")
                        .propertyNames())
                .containsExactlyInAnyOrder("name", "type", "field_mappings");
    }

    @Test
    void aConcatenateFieldInAnObjectNamesFieldsBesideItOrFromTheRoot() {
        String config = """
                {"version":"0.9","index_id":"demo","doc_mapping":{"field_mappings":[
                  {"name":"top","type":"text"},
                  {"name":"o","type":"object","field_mappings":[
                    {"name":"k","type":"text"},{"name":"at","type":"ip"},
                    {"name":"all","type":"concatenate","concatenate_fields":[SOURCES]}]}]}}""";

        assertThat(json(config.replace("SOURCES", "\"k\",\"top\",\"o.k\",\"k\""))
                        .docMapping()
                        .fieldMappings())
                .hasSize(2);
        assertThatThrownBy(() -> json(config.replace("SOURCES", "\"at\"")))
                .hasMessage("invalid config: subfield `at` not supported inside a concatenate field");
        assertThatThrownBy(() -> json(config.replace("SOURCES", "\"elsewhere\"")))
                .hasMessage("invalid config: concatenate field uses an unknown field `elsewhere`");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timestamp_field: a.t | | could not find timestamp field `a.t` in field mappings",
                "tag_fields: [a.n] | | unknown tag field: `a.n`: The field does not exist: 'a.n'",
                "'' | default_search_fields: [a.n] | unknown default search field `a.n`",
                "field_mappings: [{name: c, type: concatenate, concatenate_fields: [a.n]}] | | concatenate field uses an unknown field `a.n`",
            })
    void aDotInANameNeedsABackslash(String mapping, @Nullable String search, String message) {
        String fields = "{name: a.t, type: datetime, fast: true}, {name: a.n, type: u64}";
        String config = "version: 0.9\nindex_id: demo\ndoc_mapping:\n  mode: lenient\n  "
                + (mapping.startsWith("field_mappings") ? "" : "field_mappings: [" + fields + "]\n  ")
                + mapping.replace("field_mappings: [", "field_mappings: [" + fields + ", ")
                + "\nsearch_settings: {" + (search == null ? "" : search) + "}";

        assertThatThrownBy(() -> yaml(config))
                .hasMessage("invalid config: " + message + ": a dot in a field's own name is written `\\.`");
        assertThat(yaml(config.replace("a.t\n", "a\\.t\n").replace("[a.n]", "[a\\.n]"))
                        .docMapping()
                        .fieldMappings())
                .isNotEmpty();
    }

    @Test
    void aDottedNameAndAPathAreTwoFields() {
        String config = """
                {"version":"0.9","index_id":"demo","doc_mapping":{"field_mappings":[
                  {"name":"a.b","type":"ip"},
                  {"name":"a","type":"object","field_mappings":[{"name":"b","type":"u64"}]}],
                  "tag_fields":["TAG"]}}""";

        assertThat(json(config.replace("TAG", "a.b")).docMapping().tagFields()).containsExactly("a.b");
        assertThatThrownBy(() -> json(config.replace("TAG", "a\\\\.b")))
                .hasMessage("invalid config: tags collection is not allowed on `ip_addr` fields");
    }

    @Test
    void aMissingVersionIsNamed() {
        assertThatThrownBy(() -> json("{\"index_id\":\"demo\",\"doc_mapping\":{}}"))
                .hasMessage("invalid config: missing version");
    }

    @Test
    void contentTypesChooseTheFormat() {
        assertThat(ConfigFormat.ofContentType("")).contains(ConfigFormat.JSON);
        assertThat(ConfigFormat.ofContentType("application/json; charset=utf-8"))
                .contains(ConfigFormat.JSON);
        assertThat(ConfigFormat.ofContentType("application/x-yaml")).contains(ConfigFormat.YAML);
        assertThat(ConfigFormat.ofContentType("application/toml")).contains(ConfigFormat.TOML);
        assertThat(ConfigFormat.ofContentType("text/plain")).isEmpty();
    }

    private static IndexConfig yaml(String text) {
        return IndexConfigReader.read(text, ConfigFormat.YAML, ROOT, IDS);
    }

    private static IndexConfig json(String text) {
        return IndexConfigReader.read(text, ConfigFormat.JSON, ROOT, IDS);
    }
}
