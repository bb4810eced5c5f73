package io.trawl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class SourceConfigReaderTest {
    @Test
    void anIndexHasThreeSourcesFromTheStart() {
        List<String> json = SourceConfig.defaults().stream()
                .map(source -> SourceConfigJson.toJson(source).toString())
                .toList();

        assertThat(json)
                .contains("{\"version\":\"0.9\",\"source_id\":\"_ingest-source\",\"num_pipelines\":1,\"enabled\":true,"
                        + "\"source_type\":\"ingest\",\"input_format\":\"json\"}")
                .hasSize(3)
                .allSatisfy(text -> assertThat(text).doesNotContain("params"));
        assertThat(SourceConfig.defaults(new EnvironmentKnobs(Map.of("DISABLE_INGEST_V1", "true"))))
                .filteredOn(SourceConfig::enabled)
                .extracting(SourceConfig::sourceId)
                .containsExactly("_ingest-source", "_ingest-cli-source");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{source_type: kafka, params: {topic: t, client_params: {bootstrap.servers: 'h:9092'}}, num_pipelines: 3}",
                "{source_type: file, params: {filepath: /var/log/x.gz}, transform: {script: '.a = 1'}}",
                "{source_type: file, params: {notifications: [{type: sqs, queue_url: q, message_type: raw_uri}]}}",
                "{source_type: kinesis, params: {stream_name: s, region: eu-west-1}, enabled: false}",
                "{source_type: pulsar, params: {topics: [a], address: 'pulsar://h', authentication: {token: secret}}}",
                "{source_type: pubsub, params: {subscription: s}, input_format: plain}",
                "{source_type: vec, params: {docs: ['{}']}}",
                "{source_type: void}",
                "{source_type: stdin}",
                "{source_type: ingest-api}",
            })
    void everyTypeIsReadBackAsItWasWritten(String rest) {
        SourceConfig config = read("{version: 0.9, source_id: my-source, " + rest.substring(1));

        String stored = SourceConfigJson.toJson(config).toString();

        SourceConfig again = SourceConfigJson.fromJson(JsonMapper.shared().readTree(stored));
        assertThat(SourceConfigJson.toJson(again)).hasToString(stored);
        assertThat(again.type()).isEqualTo(config.type());
        assertThat(config.toString()).doesNotContain("secret");
    }

    @Test
    void defaultsOfParametersAreWrittenOut() {
        SourceConfig config = read("{version: 0.9, source_id: k-1, source_type: kafka, params: {topic: t}}");

        assertThat(config.params())
                .hasToString("{\"topic\":\"t\",\"client_params\":{},\"enable_backfill_mode\":false}");
    }

    @Test
    void theOldVersionHadOtherPipelineKeys() {
        SourceConfig config = read("{version: 0.7, source_id: k-1, source_type: kafka, params: {topic: t},"
                + " desired_num_pipelines: 2, max_num_pipelines_per_indexer: 5}");

        assertThat(config.numPipelines()).isEqualTo(2);
        assertThatThrownBy(() -> read("{version: 0.8, source_id: k-1, source_type: void, desired_num_pipelines: 2}"))
                .hasMessageContaining(
                        "unknown field `desired_num_pipelines`, expected one of `source_id`, `num_pipelines`");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{source_type: ingest, num_pipelines: 2} | `num_pipelines` may be above 1 only for kafka, pubsub, and file sources with notifications, got 2 for source `my-source`",
                "{source_type: void, num_pipelines: 0} | failed to parse YAML file: invalid value: integer `0`, expected a nonzero u32",
                "{source_type: void, input_format: otlp_logs_json, transform: {script: x}} | a transform is not allowed with input format `otlp_logs_json`",
                "{source_type: void, transform: {script: x, timezone: Moon}} | failed to parse timezone `Moon`: use a name such as `Europe/Berlin`",
                "{source_type: kafka} | failed to parse YAML file: missing field `topic` in `params`",
                "{source_type: kafka, params: {topic: t, colour: 1}} | failed to parse YAML file: unknown field `colour`, expected one of `topic`, `client_log_level`, `client_params`, `enable_backfill_mode`",
                "{source_type: file} | failed to parse YAML file: a file source needs either a `filepath` or exactly one entry in `notifications`",
                "{source_type: pulsar, params: {topics: [a], address: 'http://x'}} | failed to parse YAML file: invalid Pulsar address `http://x`: it must start with `pulsar://` or `pulsar+ssl://`",
                "{source_type: kinesis, params: {stream_name: s, region: r, endpoint: e}} | failed to parse YAML file: Kinesis source `region` and `endpoint` exclude each other: give one",
                "{source_type: tape} | failed to parse YAML file: unknown variant `tape`, expected one of `file`, `kafka`, `kinesis`, `pulsar`, `pubsub`, `ingest`, `ingest-api`, `ingest-cli`, `stdin`, `vec`, `void`",
            })
    void sourcesThatMakeNoSenseAreRefused(String rest, String message) {
        assertThatThrownBy(() -> read("{version: 0.9, source_id: my-source, " + rest.substring(1)))
                .hasMessage("invalid config: " + message);
    }

    @Test
    void reservedAndOddIdsAreRefused() {
        assertThatThrownBy(() -> read("{version: 0.9, source_id: _mine, source_type: void}"))
                .hasMessageContaining("source ID `_mine` is invalid");
    }

    private static SourceConfig read(String yaml) {
        return SourceConfigReader.read(yaml, ConfigFormat.YAML);
    }
}
