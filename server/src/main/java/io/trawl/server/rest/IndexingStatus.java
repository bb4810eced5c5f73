package io.trawl.server.rest;

import io.trawl.indexing.IndexingService;
import io.trawl.indexing.PipelineStatistics;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What `GET /api/v1/indexing` answers: the sums that Quickwit's clients know, then each pipeline.
public final class IndexingStatus {
    private IndexingStatus() {}

    public static ObjectNode of(IndexingService indexing) {
        List<PipelineStatistics> statistics = indexing.statistics();
        long failing =
                statistics.stream().filter(PipelineStatistics::isBackingOff).count();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("num_running_pipelines", statistics.size() - failing)
                .put("num_successful_pipelines", 0)
                .put("num_failed_pipelines", failing)
                .put("num_running_merge_pipelines", 0)
                .put("num_deleted_queues", 0)
                .put("num_delete_queue_failures", 0);
        ArrayNode pipelines = json.putArray("pipelines");
        for (PipelineStatistics pipeline : statistics) {
            pipelines
                    .addObject()
                    .put("index_uid", pipeline.indexUid().toString())
                    .put("source_id", pipeline.sourceId())
                    .put("num_docs", pipeline.counters().validDocuments())
                    .put("num_invalid_docs", pipeline.counters().invalidDocuments())
                    .put("num_published_splits", pipeline.counters().publishedSplits())
                    .put("num_published_docs", pipeline.counters().publishedDocuments())
                    .put("num_unpublished_commits", pipeline.unpublishedCommits())
                    .put("backing_off", pipeline.isBackingOff());
        }
        return json;
    }
}
