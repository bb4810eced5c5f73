package io.trawl.server.metrics;

import io.trawl.indexing.IndexingService;
import io.trawl.indexing.PipelineCounters;
import io.trawl.indexing.PipelineStatistics;
import io.trawl.ingest.IngestRouter;
import io.trawl.ingest.IngestStatistics;
import io.trawl.ingest.Ingester;
import java.util.function.ToLongFunction;

/// Tells Prometheus what ingest and indexing count.
public final class IngestMetrics {
    private IngestMetrics() {}

    public static void register(NodeMetrics metrics, IngestRouter router, Ingester ingester, IndexingService indexing) {
        metrics.counter("ingest_valid_docs_total", "documents acknowledged", router::validDocuments);
        metrics.counter("ingest_valid_docs_bytes_total", "their bytes", router::validBytes);
        metrics.counter("ingest_invalid_docs_total", "documents refused at the door", router::invalidDocuments);
        metrics.counter("ingest_invalid_docs_bytes_total", "their bytes", router::invalidBytes);
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
        sum(metrics, indexing, "processed_docs_total", "documents indexed", PipelineCounters::validDocuments);
        sum(metrics, indexing, "processed_bytes", "their bytes", PipelineCounters::validBytes);
        sum(
                metrics,
                indexing,
                "invalid_docs_total",
                "documents that could not be indexed",
                PipelineCounters::invalidDocuments);
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
        metrics.counter(
                "indexing_" + name,
                help,
                () -> indexing.statistics().stream()
                        .map(PipelineStatistics::counters)
                        .mapToLong(counter)
                        .sum());
    }
}
