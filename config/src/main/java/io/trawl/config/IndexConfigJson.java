package io.trawl.config;

import io.trawl.common.ErrorCode;
import io.trawl.common.HumanDuration;
import io.trawl.common.TrawlException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// An index config as it is answered and stored: version 0.9, every default written out.
public final class IndexConfigJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    /// The uid of a stored mapping that has none.
    static final String NIL_ULID = "0".repeat(26);

    private IndexConfigJson() {}

    public static ObjectNode toJson(IndexConfig config) {
        ObjectNode json = NODES.objectNode();
        json.put("version", IndexSettingsReader.VERSION);
        json.put("index_id", config.indexId());
        json.put("index_uri", config.indexUri().toString());
        json.set("doc_mapping", DocMappingJson.toJson(config.docMapping()));
        json.set("indexing_settings", indexingSettings(config.indexingSettings()));
        json.set("ingest_settings", ingestSettings(config.ingestSettings()));
        json.set("search_settings", searchSettings(config.searchSettings()));
        json.set("retention", retention(config.retention()));
        return json;
    }

    /// Reads what [#toJson] wrote, now or by an earlier version. Only the shape is checked: what was accepted once
    /// stays
    /// readable when the rules for new configs get stricter.
    ///
    /// @throws TrawlException CORRUPTED if it is something else
    public static IndexConfig fromJson(JsonNode json) {
        try {
            return IndexConfigReader.read(Fields.of(json, ""), Optional.empty(), () -> NIL_ULID);
        } catch (TrawlException | IllegalArgumentException refused) {
            throw new TrawlException(
                    ErrorCode.CORRUPTED,
                    "stored index config cannot be read: " + TrawlException.describe(refused),
                    refused);
        }
    }

    public static ObjectNode indexingSettings(IndexingSettings settings) {
        ObjectNode json = NODES.objectNode();
        json.put("commit_timeout_secs", settings.commitTimeoutSecs());
        json.put("docstore_compression_level", settings.docstoreCompressionLevel());
        json.put("docstore_blocksize", settings.docstoreBlocksize());
        json.put("split_num_docs_target", settings.splitNumDocsTarget());
        json.set("merge_policy", mergePolicy(settings.mergePolicy()));
        settings.parquetMergePolicy().ifPresent(policy -> json.set("parquet_merge_policy", parquetMergePolicy(policy)));
        settings.parquetIndexing().ifPresent(indexing -> {
            ObjectNode parquet = json.putObject("parquet_indexing");
            indexing.sortFields().ifPresent(fields -> parquet.put("sort_fields", fields));
            parquet.put("window_duration_secs", indexing.windowDurationSecs());
        });
        ObjectNode resources = json.putObject("resources");
        resources.put("heap_size", settings.heapSize().bytes());
        settings.maxMergeWriteThroughput()
                .ifPresent(throughput -> resources.put("max_merge_write_throughput", throughput.bytes()));
        return json;
    }

    private static ObjectNode mergePolicy(MergePolicyConfig policy) {
        ObjectNode json = NODES.objectNode();
        switch (policy) {
            case MergePolicyConfig.NoMerge() -> json.put("type", "no_merge");
            case MergePolicyConfig.LimitMerge limit -> {
                json.put("type", "limit_merge");
                json.put("max_merge_ops", limit.maxMergeOps());
                json.put("merge_factor", limit.mergeFactor());
                json.put("max_merge_factor", limit.maxMergeFactor());
                json.put("maturation_period", HumanDuration.format(limit.maturationPeriod()));
                if (limit.maxFinalizeMergeOperations() > 0) {
                    json.put("max_finalize_merge_operations", limit.maxFinalizeMergeOperations());
                }
                limit.maxFinalizeSplitNumDocs().ifPresent(docs -> json.put("max_finalize_split_num_docs", docs));
            }
            case MergePolicyConfig.StableLog log -> {
                json.put("type", "stable_log");
                json.put("min_level_num_docs", log.minLevelNumDocs());
                json.put("merge_factor", log.mergeFactor());
                json.put("max_merge_factor", log.maxMergeFactor());
                json.put("maturation_period", HumanDuration.format(log.maturationPeriod()));
            }
        }
        return json;
    }

    private static ObjectNode parquetMergePolicy(ParquetMergePolicy policy) {
        ObjectNode json = NODES.objectNode();
        json.put("merge_factor", policy.mergeFactor());
        json.put("max_merge_factor", policy.maxMergeFactor());
        json.put("max_merge_ops", policy.maxMergeOps());
        json.put("target_split_size_bytes", policy.targetSplitSizeBytes().bytes());
        json.put("maturation_period", HumanDuration.format(policy.maturationPeriod()));
        json.put("max_finalize_merge_operations", policy.maxFinalizeMergeOperations());
        return json;
    }

    public static ObjectNode ingestSettings(IngestSettings settings) {
        ObjectNode json = NODES.objectNode();
        json.put("min_shards", settings.minShards());
        if (!settings.validateDocs()) {
            json.put("validate_docs", false);
        }
        return json;
    }

    public static ObjectNode searchSettings(SearchSettings settings) {
        ObjectNode json = NODES.objectNode();
        json.set("default_search_fields", texts(settings.defaultSearchFields()));
        return json;
    }

    /// Null where there is none.
    public static JsonNode retention(Optional<RetentionPolicy> retention) {
        if (retention.isEmpty()) {
            return NODES.nullNode();
        }
        ObjectNode json = NODES.objectNode();
        json.put("period", retention.get().period());
        json.put("schedule", retention.get().schedule());
        return json;
    }

    static ArrayNode texts(List<String> values) {
        ArrayNode array = NODES.arrayNode();
        values.forEach(array::add);
        return array;
    }
}
