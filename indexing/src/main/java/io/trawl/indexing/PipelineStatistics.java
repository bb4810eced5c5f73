package io.trawl.indexing;

import io.trawl.common.IndexUid;

/// How a pipeline does.
///
/// @param counters live: they go on counting
/// @param unpublishedCommits sealed and on their way
/// @param isBackingOff it failed, and waits before it begins again
public record PipelineStatistics(
        IndexUid indexUid, String sourceId, PipelineCounters counters, int unpublishedCommits, boolean isBackingOff) {}
