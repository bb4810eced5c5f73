package io.trawl.metastore;

import io.trawl.config.SourceConfig;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What may change in a source: not its type and not what it reads from, since its checkpoint would mean nothing
/// then.
final class SourceUpdate {
    /// Part of every index, by which the node's own ingest and the command line write.
    private static final Set<String> PROTECTED =
            Set.of(SourceConfig.INGEST_API_SOURCE_ID, SourceConfig.INGEST_CLI_SOURCE_ID);

    private SourceUpdate() {}

    static void check(SourceConfig current, SourceConfig updated) {
        if (current.type() != updated.type()) {
            throw MetastoreErrors.invalidConfig("source type of `" + current.sourceId()
                    + "` cannot be updated, current type `" + current.type().configName() + "`, new type `"
                    + updated.type().configName() + "`");
        }
        for (String name : fixedParams(current)) {
            JsonNode before = current.params().path(name);
            JsonNode after = updated.params().path(name);
            if (!before.equals(after)) {
                throw MetastoreErrors.invalidConfig(
                        "`" + name + "` of " + current.type().configName() + " source `" + current.sourceId()
                                + "` cannot be updated, current value " + before + ", new value " + after);
            }
        }
    }

    static void checkNotProtected(String sourceId) {
        if (PROTECTED.contains(sourceId)) {
            throw MetastoreErrors.notAllowed(
                    "source `" + sourceId + "` is part of every index and cannot be toggled or deleted");
        }
    }

    private static List<String> fixedParams(SourceConfig source) {
        return switch (source.type()) {
            case KAFKA -> List.of("topic");
            case KINESIS -> List.of("stream_name", "region", "endpoint");
            case FILE, PULSAR, PUBSUB, INGEST, INGEST_API, INGEST_CLI, STDIN, VEC, VOID -> List.of();
        };
    }
}
