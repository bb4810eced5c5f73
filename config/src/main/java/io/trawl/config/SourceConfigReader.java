package io.trawl.config;

import io.trawl.common.ErrorCode;
import io.trawl.common.TrawlException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Reads a source config as users write it, and checks that it makes sense.
public final class SourceConfigReader {
    private SourceConfigReader() {}

    /// @throws TrawlException BAD_REQUEST "invalid config: …"
    public static SourceConfig read(String text, ConfigFormat format) {
        try {
            Fields fields = Fields.of(ConfigTree.read(text, format), "");
            SourceConfig config = parse(fields, format);
            check(config);
            return config;
        } catch (TrawlException | IllegalArgumentException refused) {
            throw new TrawlException(
                    ErrorCode.BAD_REQUEST, "invalid config: " + TrawlException.describe(refused), refused);
        }
    }

    private static SourceConfig parse(Fields fields, ConfigFormat format) {
        if (!fields.has("version")) {
            throw TrawlException.badRequest("missing version");
        }
        try {
            return read(fields);
        } catch (TrawlException refused) {
            throw TrawlException.badRequest("failed to parse " + format + " file: " + TrawlException.describe(refused));
        }
    }

    static SourceConfig read(Fields fields) {
        String version = IndexSettingsReader.version(fields);
        String sourceId = fields.requiredText("source_id");
        int numPipelines = numPipelines(fields, version);
        boolean enabled = fields.bool("enabled", true);
        SourceType type = type(fields.requiredText("source_type"));
        ObjectNode params = SourceParams.read(type, fields.section("params"));
        Optional<SourceTransform> transform =
                fields.optionalSection("transform").map(SourceConfigReader::transform);
        SourceInputFormat inputFormat = inputFormat(fields.text("input_format", "json"));
        fields.done();
        return new SourceConfig(sourceId, type, params, numPipelines, enabled, transform, inputFormat);
    }

    /// Version 0.7 had two keys; the one that counted became `num_pipelines`.
    private static int numPipelines(Fields fields, String version) {
        if (version.equals("0.7")) {
            fields.optionalInteger("max_num_pipelines_per_indexer", 0, Integer.MAX_VALUE, "num_pipelines");
            return fields.nonzero("desired_num_pipelines", 1);
        }
        return fields.nonzero("num_pipelines", 1);
    }

    private static SourceType type(String written) {
        List<String> names = new ArrayList<>();
        for (SourceType type : SourceType.values()) {
            if (type.configName().equals(written) || type.configName().equals(written.replace('_', '-'))) {
                return type;
            }
            names.add(type.configName());
        }
        throw Fields.unknownVariant(written, names);
    }

    private static SourceInputFormat inputFormat(String written) {
        return switch (written) {
            case "plain" -> SourceInputFormat.PLAIN_TEXT;
            case "otlp_logs_proto" -> SourceInputFormat.OTLP_LOGS_PROTOBUF;
            case "otlp_traces_proto", "otlp_trace_proto" -> SourceInputFormat.OTLP_TRACES_PROTOBUF;
            default -> Fields.constant(SourceInputFormat.class, written);
        };
    }

    private static SourceTransform transform(Fields fields) {
        SourceTransform transform = new SourceTransform(
                fields.requiredText("script"), fields.text("timezone", SourceTransform.DEFAULT_TIMEZONE));
        fields.done();
        return transform;
    }

    private static void check(SourceConfig config) {
        boolean ownSource = SourceConfig.defaults().stream()
                .anyMatch(source -> source.sourceId().equals(config.sourceId()) && source.type() == config.type());
        if (!ownSource) {
            Identifiers.check("source ID", config.sourceId());
        }
        boolean many = config.type() == SourceType.KAFKA
                || config.type() == SourceType.PUBSUB
                || config.params().has("notifications");
        if (config.numPipelines() > 1 && !many) {
            throw new IllegalArgumentException("`num_pipelines` may be above 1 only for kafka, pubsub, and file sources"
                    + " with notifications, got " + config.numPipelines() + " for source `" + config.sourceId() + "`");
        }
        config.transform().ifPresent(transform -> {
            if (config.inputFormat().name().startsWith("OTLP")) {
                throw new IllegalArgumentException("a transform is not allowed with input format `"
                        + config.inputFormat().configName() + "`");
            }
            try {
                ZoneId.of(transform.timezone());
            } catch (DateTimeException unknown) {
                throw new IllegalArgumentException(
                        "failed to parse timezone `" + transform.timezone() + "`: use a name such as `Europe/Berlin`",
                        unknown);
            }
        });
    }
}
