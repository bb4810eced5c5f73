package io.trawl.server.metrics;

import io.trawl.common.cache.CacheStatistics;
import java.util.List;
import java.util.function.ToLongFunction;

/// Tells Prometheus what caches hold, and what they were good for.
public final class CacheMetrics {
    private static final List<String> LABELS = List.of("component_name");
    private static final List<String> VIRTUAL_LABELS = List.of("component_name", "capacity", "policy");

    private final NodeMetrics metrics;
    private final List<CacheStatistics.Family> caches;

    private CacheMetrics(NodeMetrics metrics, List<CacheStatistics.Family> caches) {
        this.metrics = metrics;
        this.caches = List.copyOf(caches);
    }

    public static void register(NodeMetrics metrics, List<CacheStatistics.Family> caches) {
        CacheMetrics all = new CacheMetrics(metrics, caches);
        metrics.gauges(
                "cache_capacity_num_bytes",
                "bytes that a cache may hold",
                LABELS,
                series -> all.addAll(series, CacheStatistics::capacity));
        all.gauge("in_cache_count", "entries of a cache", CacheStatistics::entries);
        all.gauge("in_cache_num_bytes", "their bytes", CacheStatistics::bytes);
        all.counter("cache_hits_total", "times that something was found in a cache", CacheStatistics::hits);
        all.counter("cache_hits_bytes", "bytes that were found in a cache", CacheStatistics::hitBytes);
        all.counter("cache_misses_total", "times that something was not found in a cache", CacheStatistics::misses);
        all.counter("cache_evict_total", "entries that left a full cache", CacheStatistics::evictions);
        all.counter("cache_evict_bytes", "their bytes", CacheStatistics::evictedBytes);
    }

    private void gauge(String name, String help, ToLongFunction<CacheStatistics> value) {
        metrics.gauges("cache_" + name, help, LABELS, series -> addAll(series, value));
        metrics.gauges(
                "cache_virtual_" + name,
                help + " that only counts",
                VIRTUAL_LABELS,
                series -> addVirtual(series, value));
    }

    private void counter(String name, String help, ToLongFunction<CacheStatistics> value) {
        metrics.counters("cache_" + name, help, LABELS, series -> addAll(series, value));
        metrics.counters(
                "cache_virtual_" + name,
                help + " that only counts",
                VIRTUAL_LABELS,
                series -> addVirtual(series, value));
    }

    private void addAll(NodeMetrics.Series series, ToLongFunction<CacheStatistics> value) {
        for (CacheStatistics.Family cache : caches) {
            series.value(
                    value.applyAsLong(cache.statistics()), cache.statistics().name());
        }
    }

    private void addVirtual(NodeMetrics.Series series, ToLongFunction<CacheStatistics> value) {
        for (CacheStatistics.Family cache : caches) {
            for (CacheStatistics.Virtual virtual : cache.virtual()) {
                series.value(
                        value.applyAsLong(virtual.statistics()),
                        cache.statistics().name(),
                        Long.toString(virtual.capacity()),
                        virtual.policy());
            }
        }
    }
}
