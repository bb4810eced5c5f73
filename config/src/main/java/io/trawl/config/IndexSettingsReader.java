package io.trawl.config;

import io.trawl.common.DataSize;
import io.trawl.common.TrawlException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads the sections of an index config beside its doc mapping.
final class IndexSettingsReader {
    /// zstd's highest.
    private static final int MAX_COMPRESSION_LEVEL = 22;
    /// A reader holds a whole block in memory.
    private static final int MAX_BLOCK_SIZE = 128 << 20;

    private IndexSettingsReader() {}

    static IndexingSettings indexing(Fields fields) {
        IndexingSettings absent = IndexingSettings.DEFAULT;
        int commitTimeoutSecs = fields.integer("commit_timeout_secs", absent.commitTimeoutSecs(), 1, Integer.MAX_VALUE);
        int compressionLevel = fields.integer(
                "docstore_compression_level", absent.docstoreCompressionLevel(), 0, MAX_COMPRESSION_LEVEL);
        int blockSize = fields.integer("docstore_blocksize", absent.docstoreBlocksize(), 1, MAX_BLOCK_SIZE);
        int target = fields.integer("split_num_docs_target", absent.splitNumDocsTarget(), 1, Integer.MAX_VALUE);
        MergePolicyConfig mergePolicy = fields.optionalSection("merge_policy")
                .map(IndexSettingsReader::mergePolicy)
                .orElse(absent.mergePolicy());
        Optional<ParquetMergePolicy> parquetMergePolicy =
                fields.optionalSection("parquet_merge_policy").map(IndexSettingsReader::parquetMergePolicy);
        Optional<ParquetIndexing> parquetIndexing =
                fields.optionalSection("parquet_indexing").map(IndexSettingsReader::parquetIndexing);
        Fields resources = fields.section("resources");
        DataSize heapSize = resources.size("heap_size", absent.heapSize());
        Optional<DataSize> maxMergeWriteThroughput = resources.optionalSize("max_merge_write_throughput");
        resources.done();
        fields.done();
        return new IndexingSettings(
                commitTimeoutSecs,
                target,
                compressionLevel,
                blockSize,
                mergePolicy,
                heapSize,
                maxMergeWriteThroughput,
                parquetMergePolicy,
                parquetIndexing);
    }

    private static MergePolicyConfig mergePolicy(Fields fields) {
        String type = fields.takeSilently("type")
                .map(node -> Fields.text(node, fields.path("type")))
                .orElseThrow(() -> fields.missing("type"));
        MergePolicyConfig policy = switch (type) {
            case "no_merge" -> new MergePolicyConfig.NoMerge();
            case "limit_merge" -> limitMerge(fields);
            case "stable_log", "default" -> stableLog(fields);
            default -> throw Fields.unknownVariant(type, List.of("no_merge", "limit_merge", "stable_log", "default"));
        };
        fields.done();
        return policy;
    }

    private static MergePolicyConfig limitMerge(Fields fields) {
        int maxMergeOps = fields.integer("max_merge_ops", 4, 0, Integer.MAX_VALUE);
        int mergeFactor = mergeFactor(fields);
        int maxMergeFactor = maxMergeFactor(fields);
        Duration maturation = fields.duration("maturation_period", MergePolicyConfig.DEFAULT_MATURATION_PERIOD);
        int finalizeOps = fields.integer("max_finalize_merge_operations", 0, 0, Integer.MAX_VALUE);
        OptionalLong finalizeDocs = fields.optionalInteger("max_finalize_split_num_docs", 0, Long.MAX_VALUE)
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
        return new MergePolicyConfig.LimitMerge(
                maxMergeOps, mergeFactor, maxMergeFactor, maturation, finalizeOps, finalizeDocs);
    }

    private static MergePolicyConfig stableLog(Fields fields) {
        MergePolicyConfig.StableLog absent = MergePolicyConfig.StableLog.DEFAULT;
        return new MergePolicyConfig.StableLog(
                fields.integer("min_level_num_docs", absent.minLevelNumDocs(), 0, Integer.MAX_VALUE),
                mergeFactor(fields),
                maxMergeFactor(fields),
                fields.duration("maturation_period", absent.maturationPeriod()));
    }

    /// Merging one split alone would never end.
    private static int mergeFactor(Fields fields) {
        return fields.integer("merge_factor", MergePolicyConfig.DEFAULT_MERGE_FACTOR, 2, Integer.MAX_VALUE);
    }

    private static int maxMergeFactor(Fields fields) {
        return fields.integer("max_merge_factor", MergePolicyConfig.DEFAULT_MAX_MERGE_FACTOR, 2, Integer.MAX_VALUE);
    }

    private static ParquetMergePolicy parquetMergePolicy(Fields fields) {
        ParquetMergePolicy policy = new ParquetMergePolicy(
                fields.integer("merge_factor", 10, 2, Integer.MAX_VALUE),
                fields.integer("max_merge_factor", 12, 2, Integer.MAX_VALUE),
                fields.integer("max_merge_ops", 4, 0, Integer.MAX_VALUE),
                fields.size("target_split_size_bytes", DataSize.ofMebibytes(256)),
                fields.duration("maturation_period", MergePolicyConfig.DEFAULT_MATURATION_PERIOD),
                fields.integer("max_finalize_merge_operations", 3, 0, Integer.MAX_VALUE));
        fields.done();
        return policy;
    }

    private static ParquetIndexing parquetIndexing(Fields fields) {
        ParquetIndexing indexing = new ParquetIndexing(
                fields.optionalText("sort_fields"), fields.integer("window_duration_secs", 900, 1, Integer.MAX_VALUE));
        fields.done();
        return indexing;
    }

    static IngestSettings ingest(Fields fields) {
        int minShards = fields.nonzero("min_shards", IngestSettings.DEFAULT.minShards());
        boolean validateDocs = fields.bool("validate_docs", IngestSettings.DEFAULT.validateDocs());
        fields.done();
        return new IngestSettings(minShards, validateDocs);
    }

    static SearchSettings search(Fields fields) {
        SearchSettings settings = new SearchSettings(fields.texts("default_search_fields"));
        fields.done();
        return settings;
    }

    static RetentionPolicy retention(Fields fields) {
        String period = fields.requiredText("period");
        String schedule = fields.text("schedule", RetentionPolicy.DEFAULT_SCHEDULE);
        fields.done();
        return new RetentionPolicy(period, schedule);
    }

    /// The version under which everything is written again.
    static final String VERSION = "0.9";

    private static final List<String> VERSIONS = List.of("0.9", "0.7", "0.8");

    /// Takes the version, a text or a number.
    ///
    /// @return `0.7`, `0.8` or `0.9`
    static String version(Fields fields) {
        String version = fields.takeSilently("version")
                .map(node -> node.isString() ? node.stringValue() : node.toString())
                .orElseThrow(() -> TrawlException.badRequest("missing version"));
        if (!VERSIONS.contains(version)) {
            throw Fields.unknownVariant(version, VERSIONS);
        }
        return version;
    }
}
