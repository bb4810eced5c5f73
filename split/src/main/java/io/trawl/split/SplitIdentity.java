package io.trawl.split;

import io.trawl.common.CheckpointDelta;
import java.util.List;
import java.util.Optional;

/// What a split knows about itself, kept in its hot tail: enough to build the metastore anew from the files
/// alone.
///
/// @param metadata what the metastore keeps of the split; the footer offsets are those of the file it was
///     read from
/// @param indexConfig the index config, doc mapping included, that the split was made with, as JSON
/// @param commitId names the publish step that the split belongs to; empty if it had none
/// @param splitsInCommit how many splits that step published together, at least 1
/// @param checkpointDelta what the step consumed of the source; absent for merges
/// @param replacedSplits the splits whose documents this one took over
public record SplitIdentity(
        SplitMetadata metadata,
        String indexConfig,
        String commitId,
        int splitsInCommit,
        Optional<CheckpointDelta> checkpointDelta,
        List<String> replacedSplits) {
    public SplitIdentity {
        if (splitsInCommit < 1) {
            throw new IllegalArgumentException("a commit has at least 1 split, got " + splitsInCommit);
        }
        replacedSplits = List.copyOf(replacedSplits);
    }

    /// A split that stands alone: a commit of its own, without a checkpoint, replacing nothing.
    public static SplitIdentity of(SplitMetadata metadata, String indexConfig) {
        return new SplitIdentity(metadata, indexConfig, "", 1, Optional.empty(), List.of());
    }

    public SplitIdentity withMetadata(SplitMetadata changed) {
        return new SplitIdentity(changed, indexConfig, commitId, splitsInCommit, checkpointDelta, replacedSplits);
    }
}
