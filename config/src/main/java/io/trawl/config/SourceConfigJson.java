package io.trawl.config;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A source config as it is answered and stored: version 0.9, every default written out.
public final class SourceConfigJson {
    private SourceConfigJson() {}

    public static ObjectNode toJson(SourceConfig config) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("version", IndexSettingsReader.VERSION);
        json.put("source_id", config.sourceId());
        json.put("num_pipelines", config.numPipelines());
        json.put("enabled", config.enabled());
        json.put("source_type", config.type().configName());
        if (!config.type().isIngest() && config.type() != SourceType.STDIN) {
            json.set("params", config.params().deepCopy());
        }
        config.transform().ifPresent(transform -> {
            ObjectNode script = json.putObject("transform");
            script.put("script", transform.script());
            script.put("timezone", transform.timezone());
        });
        json.put("input_format", config.inputFormat().configName());
        return json;
    }

    /// Reads what [#toJson] wrote.
    ///
    /// @throws TrawlException CORRUPTED if it is something else
    public static SourceConfig fromJson(JsonNode json) {
        try {
            return SourceConfigReader.read(Fields.of(json, ""));
        } catch (TrawlException | IllegalArgumentException refused) {
            throw new TrawlException(
                    ErrorCode.CORRUPTED,
                    "stored source config cannot be read: " + TrawlException.describe(refused),
                    refused);
        }
    }
}
