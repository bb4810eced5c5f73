package io.trawl.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One source of an index.
///
/// @param params by type, defaults included; empty for the ingest types. Treat it as immutable.
/// @param numPipelines at least 1
public record SourceConfig(
        String sourceId,
        SourceType type,
        ObjectNode params,
        int numPipelines,
        boolean enabled,
        Optional<SourceTransform> transform,
        SourceInputFormat inputFormat) {
    /// Documents pushed over REST.
    public static final String INGEST_SOURCE_ID = "_ingest-source";

    public static final String INGEST_API_SOURCE_ID = "_ingest-api-source";
    public static final String INGEST_CLI_SOURCE_ID = "_ingest-cli-source";

    /// The three that a new index gets.
    public static List<SourceConfig> defaults() {
        return defaults(new EnvironmentKnobs(Map.of()));
    }

    /// The three that a new index gets, the first two disabled where the environment says so.
    public static List<SourceConfig> defaults(EnvironmentKnobs knobs) {
        return List.of(
                ingest(INGEST_API_SOURCE_ID, SourceType.INGEST_API)
                        .withEnabled(!knobs.flag("DISABLE_INGEST_V1", false)),
                ingest(INGEST_SOURCE_ID, SourceType.INGEST).withEnabled(knobs.flag("ENABLE_INGEST_V2", true)),
                ingest(INGEST_CLI_SOURCE_ID, SourceType.INGEST_CLI));
    }

    /// The two that an index gets that is made from a template: documents came for it by the newer way in.
    public static List<SourceConfig> templateDefaults(EnvironmentKnobs knobs) {
        return defaults(knobs).stream()
                .filter(source -> source.type() != SourceType.INGEST_API)
                .toList();
    }

    public SourceConfig withEnabled(boolean enable) {
        return new SourceConfig(sourceId, type, params, numPipelines, enable, transform, inputFormat);
    }

    /// Without the parameters, which may hold passwords.
    @Override
    public String toString() {
        return "SourceConfig[" + sourceId + ", " + type.configName() + (enabled ? "" : ", disabled") + "]";
    }

    private static SourceConfig ingest(String id, SourceType type) {
        ObjectNode none = JsonNodeFactory.instance.objectNode();
        return new SourceConfig(id, type, none, 1, true, Optional.empty(), SourceInputFormat.JSON);
    }
}
