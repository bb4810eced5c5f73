package io.trawl.config;

import io.trawl.common.TrawlException;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads the `params` of a source, and writes their defaults out.
final class SourceParams {
    private static final Set<String> PULSAR_SCHEMES = Set.of("pulsar://", "pulsar+ssl://");

    private SourceParams() {}

    /// @return the parameters with all defaults
    static ObjectNode read(SourceType type, Fields fields) {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        switch (type) {
            case FILE -> file(fields, params);
            case KAFKA -> kafka(fields, params);
            case KINESIS -> kinesis(fields, params);
            case PULSAR -> pulsar(fields, params);
            case PUBSUB -> pubsub(fields, params);
            case VEC -> {
                params.set("docs", IndexConfigJson.texts(fields.texts("docs")));
                params.put("batch_num_docs", fields.integer("batch_num_docs", 100, 1, Integer.MAX_VALUE));
                params.put("partition", fields.text("partition", ""));
            }
            case INGEST, INGEST_API, INGEST_CLI, STDIN, VOID -> {}
        }
        fields.done();
        return params;
    }

    private static void file(Fields fields, ObjectNode params) {
        fields.optionalText("filepath")
                .ifPresent(path -> params.put(
                        "filepath",
                        Fields.parse(fields.path("filepath"), path, StorageUri::parse)
                                .toString()));
        List<ObjectNode> notifications = fields.list("notifications", SourceParams::notification);
        if (params.has("filepath") == !notifications.isEmpty() || notifications.size() > 1) {
            throw TrawlException.badRequest(
                    "a file source needs either a `filepath` or exactly one entry in `notifications`");
        }
        notifications.forEach(entry -> params.putArray("notifications").add(entry));
    }

    private static ObjectNode notification(JsonNode node, String path) {
        Fields fields = Fields.of(node, path);
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        entry.put("type", choice(fields, "type", List.of("sqs")));
        entry.put("queue_url", fields.requiredText("queue_url"));
        entry.put("message_type", choice(fields, "message_type", List.of("s3_notification", "raw_uri")));
        for (Defaulted number : List.of(
                new Defaulted("deduplication_window_duration_secs", 3600),
                new Defaulted("deduplication_window_max_messages", 100_000),
                new Defaulted("deduplication_cleanup_interval_secs", 60))) {
            entry.put(number.key, fields.integer(number.key, number.absent, 0, Integer.MAX_VALUE));
        }
        fields.done();
        return entry;
    }

    private record Defaulted(String key, int absent) {}

    private static void kafka(Fields fields, ObjectNode params) {
        params.put("topic", fields.requiredText("topic"));
        fields.optionalText("client_log_level").ifPresent(level -> params.put("client_log_level", level));
        params.set(
                "client_params",
                fields.optionalSection("client_params").map(Fields::all).orElseGet(params::objectNode));
        params.put("enable_backfill_mode", fields.bool("enable_backfill_mode", false));
    }

    private static void kinesis(Fields fields, ObjectNode params) {
        params.put("stream_name", fields.requiredText("stream_name"));
        fields.optionalText("region").ifPresent(region -> params.put("region", region));
        fields.optionalText("endpoint").ifPresent(endpoint -> params.put("endpoint", endpoint));
        if (params.has("region") && params.has("endpoint")) {
            throw TrawlException.badRequest("Kinesis source `region` and `endpoint` exclude each other: give one");
        }
        params.put("enable_backfill_mode", fields.bool("enable_backfill_mode", false));
    }

    private static void pulsar(Fields fields, ObjectNode params) {
        List<String> topics = fields.texts("topics");
        if (topics.isEmpty()) {
            throw TrawlException.badRequest("a pulsar source needs at least one entry in `topics`");
        }
        ArrayNode array = params.putArray("topics");
        topics.forEach(array::add);
        String address = fields.requiredText("address");
        if (PULSAR_SCHEMES.stream().noneMatch(address::startsWith)) {
            throw TrawlException.badRequest(
                    "invalid Pulsar address `" + address + "`: it must start with `pulsar://` or `pulsar+ssl://`");
        }
        params.put("address", address);
        params.put("consumer_name", fields.text("consumer_name", "quickwit"));
        fields.optionalSection("authentication")
                .ifPresent(section -> params.set("authentication", authentication(section)));
    }

    private static ObjectNode authentication(Fields fields) {
        ObjectNode authentication = JsonNodeFactory.instance.objectNode();
        fields.optionalText("token").ifPresent(token -> authentication.put("token", token));
        fields.optionalSection("oauth2").ifPresent(section -> {
            ObjectNode oauth2 = authentication.putObject("oauth2");
            oauth2.put("issuer_url", section.requiredText("issuer_url"));
            oauth2.put("credentials_url", section.requiredText("credentials_url"));
            section.optionalText("audience").ifPresent(audience -> oauth2.put("audience", audience));
            section.optionalText("scope").ifPresent(scope -> oauth2.put("scope", scope));
            section.done();
        });
        fields.done();
        if (authentication.size() != 1) {
            throw TrawlException.badRequest("`authentication` needs either a `token` or `oauth2`");
        }
        return authentication;
    }

    private static void pubsub(Fields fields, ObjectNode params) {
        params.put("subscription", fields.requiredText("subscription"));
        params.put("enable_backfill_mode", fields.bool("enable_backfill_mode", false));
        fields.optionalText("credentials_file").ifPresent(file -> params.put("credentials_file", file));
        fields.optionalText("project_id").ifPresent(project -> params.put("project_id", project));
        params.put("max_messages_per_pull", fields.integer("max_messages_per_pull", 1000, 1, Integer.MAX_VALUE));
    }

    private static String choice(Fields fields, String key, List<String> choices) {
        String written = fields.requiredText(key);
        if (!choices.contains(written)) {
            throw Fields.unknownVariant(written, choices);
        }
        return written;
    }
}
