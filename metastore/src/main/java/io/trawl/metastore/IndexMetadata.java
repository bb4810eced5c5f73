package io.trawl.metastore;

import io.trawl.common.IndexUid;
import io.trawl.common.SourceCheckpoint;
import io.trawl.config.IndexConfig;
import io.trawl.config.SourceConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is known of an index, but for its splits.
///
/// @param checkpoints source id to how far it is published; no entry means nothing is
/// @param createTimestamp seconds since 1970
/// @param sources in the order they were added
public record IndexMetadata(
        IndexUid uid,
        IndexConfig config,
        Map<String, SourceCheckpoint> checkpoints,
        long createTimestamp,
        List<SourceConfig> sources) {
    public IndexMetadata {
        checkpoints = Map.copyOf(checkpoints);
        sources = List.copyOf(sources);
    }

    public String indexId() {
        return uid.indexId();
    }

    public Optional<SourceConfig> source(String sourceId) {
        return sources.stream()
                .filter(source -> source.sourceId().equals(sourceId))
                .findFirst();
    }

    /// Empty positions if nothing was published of the source.
    public SourceCheckpoint checkpoint(String sourceId) {
        return checkpoints.getOrDefault(sourceId, SourceCheckpoint.EMPTY);
    }

    IndexMetadata withConfig(IndexConfig newConfig) {
        return new IndexMetadata(uid, newConfig, checkpoints, createTimestamp, sources);
    }

    IndexMetadata withCheckpoints(Map<String, SourceCheckpoint> newCheckpoints) {
        return new IndexMetadata(uid, config, newCheckpoints, createTimestamp, sources);
    }

    IndexMetadata withSources(List<SourceConfig> newSources) {
        return new IndexMetadata(uid, config, checkpoints, createTimestamp, newSources);
    }
}
