package io.trawl.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Which keys of a node's config do something today. The one place to change when a key gets its effect.
final class KeyEffects {
    /// A section's name stands for all of its keys.
    private static final Set<String> IN_EFFECT = Set.of(
            "version",
            "cluster_id",
            "node_id",
            "enabled_services",
            "listen_address",
            "advertise_address",
            "rest_listen_port",
            "rest.listen_port",
            "data_dir",
            "metastore_uri",
            "default_index_root_uri",
            "indexer.max_concurrent_split_uploads",
            "indexer.cpu_capacity",
            "searcher.split_footer_cache_capacity",
            "searcher.split_footer_cache",
            "searcher.fast_field_cache_capacity",
            "searcher.fast_field_cache",
            "searcher.partial_request_cache_capacity",
            "searcher.partial_request_cache",
            "searcher.predicate_cache_capacity",
            "searcher.predicate_cache",
            "searcher.split_cache",
            "searcher.max_num_concurrent_split_searches",
            "searcher.max_splits_per_search",
            "searcher.request_timeout_secs",
            "searcher.leaf_request_timeout_secs",
            "searcher.warmup_memory_budget",
            "searcher.aggregation_memory_limit",
            "searcher.aggregation_bucket_limit",
            "storage.s3.flavor",
            "storage.s3.access_key_id",
            "storage.s3.secret_access_key",
            "storage.s3.region",
            "storage.s3.endpoint",
            "storage.s3.force_path_style_access",
            "storage.s3.disable_multi_object_delete",
            "storage.s3.disable_multipart_upload",
            "storage.s3.disable_multi_object_delete_requests",
            "storage.s3.checksum_algorithm",
            "storage.s3.disable_checksums",
            "storage.azure",
            "storage.google",
            "storage.file",
            "storage.ram",
            "searcher.storage_timeout_policy",
            "searcher.max_num_concurrent_split_streams",
            "ingest_api.max_queue_memory_usage",
            "ingest_api.max_queue_disk_usage",
            "ingest_api.content_length_limit");

    /// Keys that this program accepts for Quickwit's sake and will not act upon.
    private static final Set<String> NOT_APPLICABLE = Set.of(
            "searcher.lambda",
            // Every request has a time that its bytes must keep, whatever the SDK would watch.
            "storage.s3.disable_stalled_stream_protection_upload",
            "storage.s3.disable_stalled_stream_protection_download",
            "searcher.use_metastore_read_replica",
            "metastore_read_replica_uri",
            "indexer.parquet_merge_use_streaming_engine",
            "ingest_api.replication_factor");

    /// The deepest known key is three levels down; what is below is the operator's own.
    private static final int MAX_DEPTH = 3;

    private KeyEffects() {}

    /// @param origins the variable that a key was taken from, for those that are not in the file
    static List<String> warnings(ObjectNode config, Map<String, String> origins) {
        List<String> warnings = new ArrayList<>();
        collect(config, "", 0, origins, warnings);
        return warnings;
    }

    private static void collect(
            ObjectNode section, String parent, int depth, Map<String, String> origins, List<String> warnings) {
        for (Map.Entry<String, JsonNode> entry : section.properties()) {
            String key = parent + entry.getKey();
            JsonNode value = entry.getValue();
            if (IN_EFFECT.contains(key) || value.isNull()) {
                continue;
            }
            boolean applies = !NOT_APPLICABLE.contains(key);
            if (applies && depth < MAX_DEPTH && value instanceof ObjectNode inner) {
                collect(inner, key + ".", depth + 1, origins, warnings);
                continue;
            }
            String origin = origins.containsKey(key) ? " (from " + origins.get(key) + ")" : "";
            warnings.add("`" + key + "`" + origin
                    + (applies ? " is accepted but has no effect yet" : " is accepted but does not apply to Trawl"));
        }
    }
}
