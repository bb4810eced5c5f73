package io.trawl.server.metrics;

import io.trawl.indexing.IndexingService;
import io.trawl.indexing.PipelineCounters;
import io.trawl.indexing.PipelineStatistics;
import io.trawl.ingest.IngestRouter;
import io.trawl.ingest.IngestStatistics;
import io.trawl.ingest.Ingester;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// Tells Prometheus what ingest and indexing count.
public final class IngestMetrics {
    private static final List<String> VALIDITY = List.of("validity");

    private IngestMetrics() {}

    public static void register(NodeMetrics metrics, IngestRouter router, Ingester ingester, IndexingService indexing) {
        metrics.counters("ingest_docs_total", "documents acknowledged or refused", VALIDITY, series -> {
            series.value(router.validDocuments(), "valid");
            series.value(router.invalidDocuments(), "invalid");
        });
        metrics.counters("ingest_docs_bytes_total", "their bytes", VALIDITY, series -> {
            series.value(router.validBytes(), "valid");
            series.value(router.invalidBytes(), "invalid");
        });
        ingest(metrics, ingester, "wal_disk_used_bytes", "size of the write-ahead log", IngestStatistics::walDiskBytes);
        ingest(
                metrics,
                ingester,
                "unpublished_docs",
                "durable and not yet searchable",
                IngestStatistics::unpublishedDocuments);
        ingest(metrics, ingester, "shards", "shards of this node", IngestStatistics::shards);
        ingest(metrics, ingester, "lost_docs", "acknowledged, and unreadable since", IngestStatistics::lostDocuments);
        ingest(
                metrics,
                ingester,
                "stopped",
                "1 if the disk failed and nothing is taken in",
                s -> s.hasFailed() ? 1 : 0);
        metrics.counter(
                "ingest_wal_forces_total",
                "times the disk made documents durable",
                () -> ingester.statistics().forces());
        processed(
                metrics,
                indexing,
                "processed_docs_total",
                "documents indexed, or why they were not",
                PipelineCounters::validDocuments,
                PipelineCounters::mapperErrorDocuments,
                PipelineCounters::jsonErrorDocuments);
        processed(
                metrics,
                indexing,
                "processed_bytes",
                "their bytes",
                PipelineCounters::validBytes,
                PipelineCounters::mapperErrorBytes,
                PipelineCounters::jsonErrorBytes);
        sum(metrics, indexing, "published_splits_total", "splits published", PipelineCounters::publishedSplits);
        sum(metrics, indexing, "published_split_docs_total", "their documents", PipelineCounters::publishedDocuments);
        sum(metrics, indexing, "published_split_bytes_total", "bytes of split files", PipelineCounters::splitBytes);
        sum(
                metrics,
                indexing,
                "pipeline_failures_total",
                "pipelines that had to begin again",
                PipelineCounters::failures);
        metrics.gauge(
                "indexing_pipelines",
                "pipelines on this node",
                () -> indexing.statistics().size());
        metrics.gauge("indexing_memory_bytes", "held by open splits", indexing::memoryBytes);
    }

    private static void ingest(
            NodeMetrics metrics, Ingester ingester, String name, String help, ToLongFunction<IngestStatistics> value) {
        metrics.gauge("ingest_" + name, help, () -> value.applyAsLong(ingester.statistics()));
    }

    private static void sum(
            NodeMetrics metrics,
            IndexingService indexing,
            String name,
            String help,
            ToLongFunction<PipelineCounters> counter) {
        metrics.counter("indexing_" + name, help, () -> counter.applyAsLong(indexing.totals()));
    }

    /// One value for each index, whatever its sources, and outcome.
    private static void processed(
            NodeMetrics metrics,
            IndexingService indexing,
            String name,
            String help,
            ToLongFunction<PipelineCounters> valid,
            ToLongFunction<PipelineCounters> mapperErrors,
            ToLongFunction<PipelineCounters> jsonErrors) {
        Map<String, ToLongFunction<PipelineCounters>> outcomes =
                Map.of("valid", valid, "doc_mapper_error", mapperErrors, "json_parse_error", jsonErrors);
        metrics.counters("indexing_" + name, help, List.of("index", "docs_processed_status"), series -> {
            Map<String, List<PipelineStatistics>> byIndex = indexing.statistics().stream()
                    .collect(Collectors.groupingBy(
                            pipeline -> pipeline.indexUid().indexId()));
            byIndex.forEach((index, pipelines) -> outcomes.forEach((outcome, counter) -> {
                long sum = pipelines.stream()
                        .map(PipelineStatistics::counters)
                        .mapToLong(counter)
                        .sum();
                series.value(sum, index, outcome);
            }));
        });
    }
}
