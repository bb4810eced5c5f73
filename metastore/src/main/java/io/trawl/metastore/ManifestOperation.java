package io.trawl.metastore;

import io.trawl.common.IndexUid;
import io.trawl.config.IndexConfig;
import io.trawl.config.IndexTemplate;
import io.trawl.config.SourceConfig;
import io.trawl.split.SplitMetadata;
import java.util.List;

/// One change of the metastore, as it stands in the log.
///
/// An operation is checked against the state before it by the writer, and only then becomes part of an entry: a
/// reader that cannot apply one has a damaged log before it. What an operation does may never change once it was
/// released; a new behaviour is a new operation. Delete tasks and leases will come as further records
/// here, each with a kind of its own that older programs refuse by name.
sealed interface ManifestOperation {
    /// @param overwrite whether an index of the same id is deleted first
    record CreateIndex(IndexUid indexUid, IndexConfig config, List<SourceConfig> sources, boolean overwrite)
            implements ManifestOperation {
        public CreateIndex {
            sources = List.copyOf(sources);
        }
    }

    /// @param config with the doc mapping uid that the mapping gets if it is a new one
    record UpdateIndex(IndexUid indexUid, IndexConfig config) implements ManifestOperation {}

    record DeleteIndex(IndexUid indexUid) implements ManifestOperation {}

    record ClearIndex(IndexUid indexUid) implements ManifestOperation {}

    record AddSource(IndexUid indexUid, SourceConfig source) implements ManifestOperation {}

    record UpdateSource(IndexUid indexUid, SourceConfig source) implements ManifestOperation {}

    record ToggleSource(IndexUid indexUid, String sourceId, boolean enable) implements ManifestOperation {}

    record DeleteSource(IndexUid indexUid, String sourceId) implements ManifestOperation {}

    record ResetCheckpoint(IndexUid indexUid, String sourceId) implements ManifestOperation {}

    record StageSplits(IndexUid indexUid, List<SplitMetadata> splits) implements ManifestOperation {
        public StageSplits {
            splits = List.copyOf(splits);
        }
    }

    record PublishSplits(PublishRequest request) implements ManifestOperation {}

    record MarkSplits(IndexUid indexUid, List<String> splitIds) implements ManifestOperation {
        public MarkSplits {
            splitIds = List.copyOf(splitIds);
        }
    }

    record DeleteSplits(IndexUid indexUid, List<String> splitIds) implements ManifestOperation {
        public DeleteSplits {
            splitIds = List.copyOf(splitIds);
        }
    }

    /// A template of an id that has none.
    record CreateTemplate(IndexTemplate template) implements ManifestOperation {}

    /// A template, whether or not there is one of its id.
    record PutTemplate(IndexTemplate template) implements ManifestOperation {}

    record DeleteTemplate(String templateId) implements ManifestOperation {}
}
