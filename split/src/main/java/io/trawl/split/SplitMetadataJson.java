package io.trawl.split;

import io.trawl.common.ByteRange;
import io.trawl.common.ErrorCode;
import io.trawl.common.IndexUid;
import io.trawl.common.TrawlException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// [SplitMetadata] as JSON, version 0.9 of the splits list. Reads what older writers left out or named
/// otherwise.
public final class SplitMetadataJson {
    private static final String VERSION = "0.9";
    private static final BigInteger UNSIGNED_LONG_MAX = new BigInteger(Long.toUnsignedString(-1L));
    /// What an index had for an incarnation before it had one: `index_id` alone names it.
    private static final String NIL_INCARNATION = SplitMetadata.NIL_DOC_MAPPING_UID;

    private SplitMetadataJson() {}

    /// Everything but the split's state, which the metastore puts beside it.
    public static ObjectNode toJson(SplitMetadata split) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("version", VERSION);
        json.put("split_id", split.splitId());
        json.put("index_uid", split.indexUid().toString());
        json.set("partition_id", unsigned(split.partitionId()));
        json.put("source_id", split.sourceId());
        json.put("node_id", split.nodeId());
        json.put("num_docs", split.numDocs());
        json.put("uncompressed_docs_size_in_bytes", split.uncompressedDocsSize());
        json.set(
                "time_range",
                split.timeRange()
                        .<JsonNode>map(SplitMetadataJson::timeRangeToJson)
                        .orElseGet(JsonNodeFactory.instance::nullNode));
        json.put("create_timestamp", split.createTimestamp());
        json.set("maturity", maturityToJson(split.maturity()));
        ArrayNode tags = json.putArray("tags");
        split.tags().forEach(tags::add);
        json.set(
                "footer_offsets",
                rangeToJson(split.footerOffsets().start(), split.footerOffsets().end()));
        json.put("delete_opstamp", split.deleteOpstamp());
        json.put("num_merge_ops", split.numMergeOps());
        json.put("doc_mapping_uid", split.docMappingUid());
        return json;
    }

    /// Unknown fields are passed over: the splits list carries the state among them.
    ///
    /// @throws TrawlException CORRUPTED if a field is missing that has no default, or is of the wrong kind
    public static SplitMetadata fromJson(JsonNode json) {
        String splitId = text(json, "split_id");
        try {
            SplitMetadata.Builder builder = SplitMetadata.builder(splitId, indexUid(json))
                    .partitionId(partitionId(json))
                    .sourceId(json.path("source_id").asString(""))
                    .nodeId(json.path("node_id").asString(""))
                    .numDocs(number(json, "num_docs"))
                    .uncompressedDocsSize(number(either(json, "uncompressed_docs_size_in_bytes", "size_in_bytes")))
                    .createTimestamp(json.path("create_timestamp").asLong(0))
                    .maturity(maturity(json.path("maturity")))
                    .tags(tags(json.path("tags")))
                    .footerOffsets(range(json.path("footer_offsets")))
                    .deleteOpstamp(json.path("delete_opstamp").asLong(0))
                    .numMergeOps(json.path("num_merge_ops").asInt(0))
                    .docMappingUid(json.path("doc_mapping_uid").asString(SplitMetadata.NIL_DOC_MAPPING_UID));
            timeRange(json.path("time_range")).ifPresent(builder::timeRange);
            return builder.build();
        } catch (IllegalArgumentException invalid) {
            throw new TrawlException(
                    ErrorCode.CORRUPTED,
                    "metadata of split " + splitId + " is not valid: " + TrawlException.describe(invalid),
                    invalid);
        }
    }

    private static JsonNode unsigned(long value) {
        return value >= 0
                ? JsonNodeFactory.instance.numberNode(value)
                : JsonNodeFactory.instance.numberNode(new BigInteger(Long.toUnsignedString(value)));
    }

    private static ObjectNode timeRangeToJson(SplitTimeRange range) {
        return rangeToJson(range.start(), range.end());
    }

    private static ObjectNode rangeToJson(long start, long end) {
        return JsonNodeFactory.instance.objectNode().put("start", start).put("end", end);
    }

    private static ObjectNode maturityToJson(SplitMaturity maturity) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        return switch (maturity) {
            case SplitMaturity.Mature() -> json.put("type", "mature");
            case SplitMaturity.Immature(Duration period) ->
                json.put("type", "immature").put("maturation_period_millis", period.toMillis());
        };
    }

    private static IndexUid indexUid(JsonNode json) {
        JsonNode uid = either(json, "index_uid", "index_id");
        if (!uid.isString()) {
            throw TrawlException.corrupted("split metadata lacks `index_uid`: " + json);
        }
        String text = uid.asString();
        return text.indexOf(':') < 0 ? new IndexUid(text, NIL_INCARNATION) : IndexUid.parse(text);
    }

    private static long partitionId(JsonNode json) {
        JsonNode node = json.path("partition_id");
        if (node.isMissingNode()) {
            return 0;
        }
        if (!node.isIntegralNumber()
                || node.bigIntegerValue().signum() < 0
                || node.bigIntegerValue().compareTo(UNSIGNED_LONG_MAX) > 0) {
            throw new IllegalArgumentException("`partition_id` must be an unsigned 64-bit number, got " + node);
        }
        return node.bigIntegerValue().longValue();
    }

    private static SplitMaturity maturity(JsonNode json) {
        String type = json.path("type").asString("mature");
        return switch (type) {
            case "mature" -> SplitMaturity.MATURE;
            case "immature" -> SplitMaturity.immature(Duration.ofMillis(number(json, "maturation_period_millis")));
            default -> throw new IllegalArgumentException("unknown maturity `" + type + "`");
        };
    }

    private static List<String> tags(JsonNode json) {
        List<String> tags = new ArrayList<>(json.size());
        for (JsonNode tag : json) {
            tags.add(tag.asString());
        }
        return tags;
    }

    private static Optional<SplitTimeRange> timeRange(JsonNode json) {
        if (json.isMissingNode() || json.isNull()) {
            return Optional.empty();
        }
        return Optional.of(new SplitTimeRange(number(json, "start"), number(json, "end")));
    }

    private static ByteRange range(JsonNode json) {
        return json.isMissingNode() ? new ByteRange(0, 0) : new ByteRange(number(json, "start"), number(json, "end"));
    }

    private static JsonNode either(JsonNode json, String name, String alias) {
        return json.has(name) ? json.path(name) : json.path(alias);
    }

    private static String text(JsonNode json, String name) {
        JsonNode value = json.path(name);
        if (!value.isString()) {
            throw TrawlException.corrupted("split metadata lacks `" + name + "`: " + json);
        }
        return value.asString();
    }

    private static long number(JsonNode json, String name) {
        return number(json.path(name));
    }

    private static long number(JsonNode value) {
        if (!value.isIntegralNumber()) {
            throw new IllegalArgumentException("a number is missing or is not one: `" + value + "`");
        }
        return value.asLong();
    }
}
