package io.trawl.indexing;

import io.trawl.common.ErrorCode;
import io.trawl.common.SourceCheckpoint;
import io.trawl.common.TrawlException;
import io.trawl.metastore.Metastore;
import io.trawl.metastore.PublishRequest;
import io.trawl.split.PackagedSplit;

/// Publishes a commit: its splits and what it consumed of the source, in one step. Then the source may
/// forget that, and those who wait for it go on.
///
/// A commit whose documents were all refused publishes no split, only how far the source was read. Merges
/// would be planned from here.
final class SplitPublisher {
    private final Metastore metastore;
    private final PipelineCounters counters;

    SplitPublisher(Metastore metastore, PipelineCounters counters) {
        this.metastore = metastore;
        this.counters = counters;
    }

    void publish(Commit commit) {
        checkNoGap(commit);
        metastore.publishSplits(
                PublishRequest.of(commit.workbench().index().uid(), commit.splitIds(), commit.delta()),
                commit.context());
        long documents = 0;
        for (PackagedSplit split : commit.packaged()) {
            documents += split.metadata().numDocs();
        }
        counters.addPublished(commit.packaged().size(), documents);
        commit.source().published(commit.delta());
    }

    /// The metastore refuses an overlap and allows a gap, which some sources have. A shard has none: one
    /// would mean that documents are left out, as after a reset of the checkpoint, so the pipeline starts
    /// again.
    private void checkNoGap(Commit commit) {
        SourceCheckpoint checkpoint = metastore
                .view()
                .checkpoint(commit.workbench().index().uid(), commit.delta().sourceId());
        if (checkpoint.hasGapBefore(commit.delta())) {
            throw new TrawlException(
                    ErrorCode.CHECKPOINT_CONFLICT,
                    "documents between the stored checkpoint and commit " + commit.commitId() + " would be left out");
        }
    }
}
