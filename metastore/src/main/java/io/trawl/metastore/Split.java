package io.trawl.metastore;

import io.trawl.split.SplitMetadata;
import io.trawl.split.SplitState;
import java.util.OptionalLong;

/// A split and where it stands.
///
/// @param updateTimestamp when it came into its state, in seconds since 1970
/// @param publishTimestamp when it was published, in seconds since 1970; kept when it is marked for deletion
public record Split(SplitMetadata metadata, SplitState state, long updateTimestamp, OptionalLong publishTimestamp) {
    static Split staged(SplitMetadata metadata, long now) {
        return new Split(metadata, SplitState.STAGED, now, OptionalLong.empty());
    }

    Split published(long now) {
        return new Split(metadata, SplitState.PUBLISHED, now, OptionalLong.of(now));
    }

    Split markedForDeletion(long now) {
        return new Split(metadata, SplitState.MARKED_FOR_DELETION, now, publishTimestamp);
    }

    public String splitId() {
        return metadata.splitId();
    }
}
