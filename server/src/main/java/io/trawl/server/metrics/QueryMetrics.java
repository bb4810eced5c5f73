package io.trawl.server.metrics;

import io.trawl.search.SearchMetrics;
import io.trawl.search.leaf.TailsAhead;

/// Tells Prometheus what searches count.
public final class QueryMetrics {
    private QueryMetrics() {}

    public static void register(NodeMetrics metrics, SearchMetrics search) {
        metrics.counter("search_root_search_requests_total", "searches", search::rootSearches);
        metrics.counter("search_root_search_errors_total", "searches that failed", search::rootSearchErrors);
        metrics.counter("search_root_search_seconds_total", "time they took", () -> search.rootSearchNanos() / 1e9);
        metrics.counter("search_leaf_search_requests_total", "searches of splits on this node", search::leafSearches);
        metrics.counter("search_leaf_search_errors_total", "those that failed", search::leafSearchErrors);
        metrics.counter("search_splits_searched_total", "splits looked into", search::splitsSearched);
        metrics.counter("search_splits_skipped_total", "splits proven to match nothing", search::splitsSkipped);
        metrics.counter(
                "search_splits_pruned_total", "splits not touched, for their times or tags", search::splitsPruned);
        metrics.counter("search_splits_failed_total", "splits that could not be searched", search::splitsFailed);
        metrics.counter("search_warmup_bytes_total", "bytes that plans named", search::warmupBytes);
        metrics.counter("search_cpu_seconds_total", "CPU spent on splits", () -> search.cpuNanos() / 1e9);
        metrics.counter("search_misses_total", "reads that no plan foresaw", search::misses);
        metrics.counter("search_docs_fetched_total", "documents brought for pages of hits", search::docsFetched);
    }

    public static void register(NodeMetrics metrics, TailsAhead tails) {
        metrics.counter(
                "search_tails_ahead_total", "tails of splits fetched before anybody asked", tails::fetchedTails);
        metrics.counter("search_tails_ahead_bytes", "their bytes", tails::fetchedBytes);
        metrics.counter("search_tails_ahead_failures_total", "those that could not be fetched", tails::failures);
        metrics.gauge("search_tails_ahead_waiting", "tails still to be fetched", tails::waiting);
    }
}
