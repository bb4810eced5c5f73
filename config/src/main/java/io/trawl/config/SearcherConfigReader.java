package io.trawl.config;

import io.trawl.common.DataSize;
import io.trawl.common.TrawlException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/// Reads `searcher`.
final class SearcherConfigReader {
    private SearcherConfigReader() {}

    static SearcherConfig read(Fields fields) {
        SearcherConfig absent = SearcherConfig.DEFAULT;
        SearcherConfig searcher = new SearcherConfig(
                fields.size("aggregation_memory_limit", absent.aggregationMemoryLimit()),
                fields.integer("aggregation_bucket_limit", absent.aggregationBucketLimit(), 1, Integer.MAX_VALUE),
                cache(fields, "fast_field_cache", absent.fastFieldCache()),
                cache(fields, "split_footer_cache", absent.splitFooterCache()),
                cache(fields, "partial_request_cache", absent.partialRequestCache()),
                cache(fields, "predicate_cache", absent.predicateCache()),
                positive(fields, "max_num_concurrent_split_searches", absent.maxNumConcurrentSplitSearches()),
                positive(fields, "max_num_concurrent_split_streams", absent.maxNumConcurrentSplitStreams()),
                fields.optionalInteger("max_splits_per_search", 1, Integer.MAX_VALUE)
                        .map(limit -> OptionalInt.of(Math.toIntExact(limit)))
                        .orElseGet(OptionalInt::empty),
                fields.optionalSection("split_cache").map(SearcherConfigReader::splitCache),
                seconds(fields, "request_timeout_secs", absent.requestTimeout()),
                seconds(fields, "leaf_request_timeout_secs", absent.leafRequestTimeout()),
                fields.optionalSection("storage_timeout_policy").map(SearcherConfigReader::storageTimeoutPolicy),
                fields.size("warmup_memory_budget", absent.warmupMemoryBudget()),
                fields.size("warmup_single_split_initial_allocation", absent.warmupSingleSplitInitialAllocation()),
                fields.bool("use_metastore_read_replica", false),
                fields.optionalSection("lambda").map(SearcherConfigReader::lambda));
        fields.done();
        return searcher;
    }

    /// Under its name or with `_capacity` behind: a size, or an object with a policy.
    private static CacheConfig cache(Fields fields, String name, CacheConfig absent) {
        return fields.take(name + "_capacity", name)
                .map(node -> cache(node, fields.path(name)))
                .orElse(absent);
    }

    private static CacheConfig cache(JsonNode node, String path) {
        if (!node.isObject()) {
            return CacheConfig.of(Fields.size(node, path));
        }
        Fields fields = Fields.withHints(node, path);
        DataSize capacity = fields.optionalSize("capacity").orElseThrow(() -> fields.missing("capacity"));
        CacheConfig.Policy policy =
                fields.optionalText("policy").map(SearcherConfigReader::policy).orElse(CacheConfig.Policy.LRU);
        List<CacheConfig> virtualCaches = fields.list("virtual_caches", SearcherConfigReader::cache);
        fields.done();
        return new CacheConfig(capacity, policy, virtualCaches);
    }

    private static CacheConfig.Policy policy(String written) {
        for (CacheConfig.Policy policy : CacheConfig.Policy.values()) {
            if (policy.configName().equals(written)) {
                return policy;
            }
        }
        throw Fields.unknownVariant(written, List.of("lru", "s3-fifo", "tiny-lfu"));
    }

    private static int positive(Fields fields, String key, int absent) {
        return fields.integer(key, absent, 1, Integer.MAX_VALUE);
    }

    private static Duration seconds(Fields fields, String key, Duration absent) {
        return fields.optionalInteger(key, 1, Integer.MAX_VALUE)
                .map(Duration::ofSeconds)
                .orElse(absent);
    }

    private static SearcherConfig.SplitCache splitCache(Fields fields) {
        SearcherConfig.SplitCache splitCache = new SearcherConfig.SplitCache(
                fields.optionalSize("max_num_bytes").orElseThrow(() -> fields.missing("max_num_bytes")),
                positive(fields, "max_num_splits", 10_000),
                positive(fields, "num_concurrent_downloads", 1),
                positive(fields, "max_file_descriptors", 100));
        fields.done();
        return splitCache;
    }

    private static SearcherConfig.StorageTimeoutPolicy storageTimeoutPolicy(Fields fields) {
        // The first key's spelling is Quickwit's.
        SearcherConfig.StorageTimeoutPolicy policy = new SearcherConfig.StorageTimeoutPolicy(
                required(fields, "min_throughtput_bytes_per_secs", 1),
                Duration.ofMillis(required(fields, "timeout_millis", 1)),
                Math.toIntExact(Math.min(Integer.MAX_VALUE, required(fields, "max_num_retries", 0))));
        fields.done();
        return policy;
    }

    private static long required(Fields fields, String key, long min) {
        return fields.optionalInteger(key, min, Integer.MAX_VALUE).orElseThrow(() -> fields.missing(key));
    }

    private static SearcherConfig.Lambda lambda(Fields fields) {
        Optional<SearcherConfig.AutoDeploy> autoDeploy = fields.optionalSection("auto_deploy")
                .map(section -> {
                    SearcherConfig.AutoDeploy given = new SearcherConfig.AutoDeploy(
                            section.requiredText("execution_role_arn"),
                            section.size("memory_size", DataSize.ofGibibytes(5)),
                            seconds(section, "invocation_timeout_secs", Duration.ofSeconds(15)));
                    section.done();
                    return given;
                });
        SearcherConfig.Lambda lambda = new SearcherConfig.Lambda(
                fields.text("function_name", "quickwit-lambda-search"),
                positive(fields, "max_splits_per_invocation", 10),
                positive(fields, "offload_threshold", 100),
                autoDeploy);
        if (lambda.functionName().isBlank()) {
            throw TrawlException.badRequest("`" + fields.path("function_name") + "` must not be blank");
        }
        fields.done();
        return lambda;
    }
}
