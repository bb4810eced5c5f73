package io.trawl.metastore;

import io.trawl.common.CheckpointDelta;
import io.trawl.common.IndexUid;
import java.util.List;
import java.util.Optional;

/// What is published in one step, whole or not at all.
///
/// @param newSplits ids of splits that are staged; may be empty, when all documents read were invalid
/// @param replacedSplits ids of splits that are published and that the new ones stand for; they are marked for
///     deletion
/// @param checkpointDelta what the new splits consumed of their source; none for a merge
public record PublishRequest(
        IndexUid indexUid,
        List<String> newSplits,
        List<String> replacedSplits,
        Optional<CheckpointDelta> checkpointDelta) {
    public PublishRequest {
        newSplits = List.copyOf(newSplits);
        replacedSplits = List.copyOf(replacedSplits);
    }

    /// New documents of a source.
    public static PublishRequest of(IndexUid indexUid, List<String> newSplits, CheckpointDelta delta) {
        return new PublishRequest(indexUid, newSplits, List.of(), Optional.of(delta));
    }

    /// A merge.
    public static PublishRequest replacing(IndexUid indexUid, List<String> newSplits, List<String> replacedSplits) {
        return new PublishRequest(indexUid, newSplits, replacedSplits, Optional.empty());
    }
}
